package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does a loop cost beyond its body? The sum of 100 million ints in a long, where the body is
 * next to nothing; one operation is one sum. Parallel streams run in a ForkJoinPool of as many
 * workers.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Sum}.
 */
public class Sum extends Workload {
  private static final int PIECE = 100_000;

  private int size = 100_000_000;
  private int[] numbers;

  @Override
  protected void prepare() {
    numbers = new int[size];
    Arrays.setAll(numbers, i -> i ^ (i << 7));
  }

  /** A function of the index, reduced. */
  @Benchmark
  public long caravan() {
    int[] array = numbers;
    return pool.invoke(() -> ForkJoin.reduceLong(0, size, 0L, i -> array[i], Long::sum));
  }

  /** A loop by hand in each piece. */
  @Benchmark
  public long caravanChunks() {
    int[] array = numbers;
    LongAdder total = new LongAdder();
    pool.invokeVoid(
        () -> ForkJoin.forChunks(0, size, PIECE, (from, to) -> total.add(sum(array, from, to))));
    return total.sum();
  }

  /** A stream of the array. */
  @Benchmark
  public long parallelStream() {
    return forkJoinPool.submit(() -> Arrays.stream(numbers).parallel().asLongStream().sum()).join();
  }

  /** A stream of the indices: the same shape as Caravan's. */
  @Benchmark
  public long parallelStreamRange() {
    int[] array = numbers;
    return forkJoinPool
        .submit(() -> IntStream.range(0, size).parallel().mapToLong(i -> array[i]).sum())
        .join();
  }

  private static long sum(int[] array, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += array[i];
    }
    return sum;
  }

  @Override
  public void tiny() {
    size = 250_000;
  }

  @Override
  protected Object expected(String contender) {
    return sum(numbers, 0, size);
  }
}
