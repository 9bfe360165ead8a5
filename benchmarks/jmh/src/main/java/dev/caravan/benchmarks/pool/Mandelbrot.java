package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.ForkJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * How even is the load of an uneven loop? The Mandelbrot set on 1000 by 1000 points, from -1.5 - i
 * to 0.5 + i, at most 50 steps a point; a row is a step of the loop, and one operation is one
 * picture.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Mandelbrot}.
 */
public class Mandelbrot extends Workload {
  private static final int LIMIT = 50;

  private int size = 1000;
  private byte[] picture;

  @Override
  protected void prepare() {
    picture = new byte[size * size];
  }

  /** {@link ForkJoin#forRange} over the rows. */
  @Benchmark
  public byte[] caravan() {
    pool.invokeVoid(() -> ForkJoin.forRange(0, size, y -> row(picture, size, y)));
    return picture;
  }

  /** A stream of the rows. */
  @Benchmark
  public byte[] parallelStream() {
    forkJoinPool
        .submit(() -> IntStream.range(0, size).parallel().forEach(y -> row(picture, size, y)))
        .join();
    return picture;
  }

  /** A virtual thread for each row. */
  @Benchmark
  public byte[] virtualThreads() {
    List<FutureTask<Boolean>> rows = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int y = i;
      rows.add(
          forkVirtual(() -> {
            row(picture, size, y);
            return true;
          }));
    }
    rows.forEach(Workload::join);
    return picture;
  }

  private static void row(byte[] picture, int size, int y) {
    double step = 2.0 / size;
    double ci = y * step - 1.0;
    for (int x = 0; x < size; x++) {
      picture[y * size + x] = (byte) steps(x * step - 1.5, ci);
    }
  }

  private static int steps(double cr, double ci) {
    double r = 0;
    double i = 0;
    int steps = 0;
    while (steps < LIMIT && r * r + i * i <= 4) {
      double next = r * r - i * i + cr;
      i = 2 * r * i + ci;
      r = next;
      steps++;
    }
    return steps;
  }

  @Override
  public void tiny() {
    size = 60;
  }

  @Override
  protected Object expected(String contender) {
    byte[] expected = new byte[size * size];
    for (int y = 0; y < size; y++) {
      row(expected, size, y);
    }
    return expected;
  }
}
