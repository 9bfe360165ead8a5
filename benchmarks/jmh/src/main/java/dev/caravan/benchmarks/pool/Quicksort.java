package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How does recursion with unequal halves do? Quicksort by hand of 4 million ints, the same code for
 * every contender but for the fork; one operation is one sort. Pieces of at most {@code leaf}
 * numbers are sorted by the caller: 8192 is what one would choose for a ForkJoinPool, 32 is no
 * cut-off to speak of.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Quicksort}.
 */
public class Quicksort extends Workload {
  private static final int INSERTION = 32;

  /** The greatest piece that is not split between workers. */
  @Param({"32", "8192"})
  public int leaf;

  private int size = 4_000_000;
  private int[] input;
  private int[] array;

  @Override
  protected void prepare() {
    input = new SplittableRandom(42).ints(size).toArray();
    array = new int[size];
  }

  /** Brings the disorder back, outside the time measured. */
  @Override
  @Setup(Level.Invocation)
  public void refresh() {
    System.arraycopy(input, 0, array, 0, size);
  }

  /** Two halves by {@link ForkJoin#bothVoid}. */
  @Benchmark
  public int[] caravan() {
    pool.invokeVoid(() -> both(array, 0, size - 1, leaf));
    return array;
  }

  private static void both(int[] a, int low, int high, int leaf) {
    if (high - low < leaf) {
      sort(a, low, high);
      return;
    }
    int middle = partition(a, low, high);
    ForkJoin.bothVoid(() -> both(a, low, middle, leaf), () -> both(a, middle + 1, high, leaf));
  }

  /** Two halves by {@link RecursiveAction}. */
  @Benchmark
  public int[] forkJoinPool() {
    forkJoinPool.invoke(new Sort(array, 0, size - 1, leaf));
    return array;
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Sort extends RecursiveAction {
    private final int[] a;
    private final int low;
    private final int high;
    private final int leaf;

    Sort(int[] a, int low, int high, int leaf) {
      this.a = a;
      this.low = low;
      this.high = high;
      this.leaf = leaf;
    }

    @Override
    protected void compute() {
      if (high - low < leaf) {
        sort(a, low, high);
        return;
      }
      int middle = partition(a, low, high);
      Sort second = new Sort(a, middle + 1, high, leaf);
      second.fork();
      new Sort(a, low, middle, leaf).compute();
      second.join();
    }
  }

  /** A virtual thread for each second half. */
  @Benchmark
  public int[] virtualThreads() {
    return onVirtualThread(() -> {
      threads(array, 0, size - 1, leaf);
      return array;
    });
  }

  private static void threads(int[] a, int low, int high, int leaf) {
    if (high - low < leaf) {
      sort(a, low, high);
      return;
    }
    int middle = partition(a, low, high);
    FutureTask<Boolean> second =
        forkVirtual(() -> {
          threads(a, middle + 1, high, leaf);
          return true;
        });
    threads(a, low, middle, leaf);
    join(second);
  }

  private static void sort(int[] a, int low, int high) {
    if (high - low < INSERTION) {
      insertionSort(a, low, high);
      return;
    }
    int middle = partition(a, low, high);
    sort(a, low, middle);
    sort(a, middle + 1, high);
  }

  private static void insertionSort(int[] a, int low, int high) {
    for (int i = low + 1; i <= high; i++) {
      int x = a[i];
      int j = i - 1;
      while (j >= low && a[j] > x) {
        a[j + 1] = a[j];
        j--;
      }
      a[j + 1] = x;
    }
  }

  /**
   * Hoare's: returns the end of the first part; neither part is empty, as a[high] is not chosen.
   */
  private static int partition(int[] a, int low, int high) {
    int pivot = median(a[low], a[(low + high) >>> 1], a[high - 1]);
    int i = low - 1;
    int j = high + 1;
    while (true) {
      do {
        i++;
      } while (a[i] < pivot);
      do {
        j--;
      } while (a[j] > pivot);
      if (i >= j) {
        return j;
      }
      int swapped = a[i];
      a[i] = a[j];
      a[j] = swapped;
    }
  }

  private static int median(int a, int b, int c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  @Override
  public void tiny() {
    size = 10_000;
    leaf = 32;
  }

  @Override
  protected Object expected(String contender) {
    int[] sorted = input.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
