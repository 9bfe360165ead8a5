package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * How does an even loop over shared memory do? The product of two 512 by 512 matrices of doubles; a
 * row is a step of the loop, and one operation is one product. Each row is summed in one order, so
 * results are equal to the last bit.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Matrix}.
 */
public class MatrixMultiplication extends Workload {
  private int size = 512;
  private double[] a;
  private double[] b;
  private double[] product;

  @Override
  protected void prepare() {
    SplittableRandom random = new SplittableRandom(42);
    a = random.doubles((long) size * size).toArray();
    b = random.doubles((long) size * size).toArray();
    product = new double[size * size];
  }

  /** {@link ForkJoin#forRange} over the rows. */
  @Benchmark
  public double[] caravan() {
    pool.invokeVoid(() -> ForkJoin.forRange(0, size, y -> row(product, y)));
    return product;
  }

  /** A stream of the rows. */
  @Benchmark
  public double[] parallelStream() {
    forkJoinPool
        .submit(() -> IntStream.range(0, size).parallel().forEach(y -> row(product, y)))
        .join();
    return product;
  }

  /** A virtual thread for each row. */
  @Benchmark
  public double[] virtualThreads() {
    List<FutureTask<Boolean>> rows = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int y = i;
      rows.add(
          forkVirtual(() -> {
            row(product, y);
            return true;
          }));
    }
    rows.forEach(Workload::join);
    return product;
  }

  private void row(double[] out, int y) {
    int n = size;
    int start = y * n;
    Arrays.fill(out, start, start + n, 0.0);
    for (int k = 0; k < n; k++) {
      double factor = a[start + k];
      int other = k * n;
      for (int x = 0; x < n; x++) {
        out[start + x] += factor * b[other + x];
      }
    }
  }

  @Override
  public void tiny() {
    size = 40;
  }

  @Override
  protected Object expected(String contender) {
    double[] expected = new double[size * size];
    for (int y = 0; y < size; y++) {
      row(expected, y);
    }
    return expected;
  }
}
