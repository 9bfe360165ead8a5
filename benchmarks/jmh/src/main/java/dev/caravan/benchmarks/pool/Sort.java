package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/**
 * How do the library sorts compare? 4 million random ints; one operation is one sort. {@link
 * Arrays#parallelSort(int[])} takes its parallelism from the common pool, which the runner sets to
 * the number of workers; with one worker the JDK sorts sequentially.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Sort.}.
 */
public class Sort extends Workload {
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

  /** {@link ForkJoin#sort(int[])}. */
  @Benchmark
  public int[] caravan() {
    pool.invokeVoid(() -> ForkJoin.sort(array));
    return array;
  }

  /** {@link Arrays#parallelSort(int[])} in a ForkJoinPool. */
  @Benchmark
  public int[] parallelSort() {
    forkJoinPool.submit(() -> Arrays.parallelSort(array)).join();
    return array;
  }

  @Override
  public void tiny() {
    size = 50_000;
  }

  @Override
  protected Object expected(String contender) {
    int[] sorted = input.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
