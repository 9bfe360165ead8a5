package dev.caravan.benchmarks.pool;

import com.sun.management.OperatingSystemMXBean;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** What a pool promises of time, checked without JMH since it is no matter of contenders. */
public final class PoolChecks {
  private static final int TIMES = 20;
  private static final Duration HALF = Duration.ofMillis(300);
  private static final Duration BOTH = Duration.ofMillis(330);
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final Duration WATCHED = Duration.ofSeconds(2);
  private static final double SHARE = 0.01;

  private PoolChecks() {}

  /** A pool that has worked and has nothing to do takes less than 1 % of one processor. */
  public static String idleWorkersCostNothing() {
    return idleWorkersCost(SHARE, SETTLING, WATCHED);
  }

  static String idleWorkersCost(double lessThan, Duration settling, Duration watched) {
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (Pool pool = Pool.workStealing(workers)) {
      pool.invokeVoid(() -> ForkJoin.forRange(0, 100_000, i -> Thread.onSpinWait()));
      pause(settling);
      long before = system.getProcessCpuTime();
      pause(watched);
      double share = (double) (system.getProcessCpuTime() - before) / watched.toNanos();
      String seen =
          String.format(
              "%d idle workers took %.2f %% of one processor in %d ms",
              workers, share * 100, watched.toMillis());
      return kept(share < lessThan, seen);
    }
  }

  /** Two halves of 300 ms on two workers take 300 to 330 ms, twenty times in a row. */
  public static String halvesRunTogether() {
    return halvesTake(BOTH, HALF, 2, TIMES);
  }

  static String halvesTake(Duration atMost, Duration half, int workers, int times) {
    try (Pool pool = Pool.workStealing(workers)) {
      LongSummaryStatistics nanos =
          LongStream.range(0, times).map(i -> twoHalves(pool, half)).summaryStatistics();
      String seen =
          String.format(
              "two halves of %d ms on %d workers took %.1f to %.1f ms in %d runs",
              half.toMillis(), workers, nanos.getMin() / 1e6, nanos.getMax() / 1e6, times);
      return kept(nanos.getMax() <= atMost.toNanos(), seen);
    }
  }

  private static String kept(boolean kept, String seen) {
    if (!kept) {
      throw new AssertionError(seen);
    }
    return seen;
  }

  private static long twoHalves(Pool pool, Duration half) {
    long start = System.nanoTime();
    pool.invokeVoid(() -> ForkJoin.bothVoid(() -> computeFor(half), () -> computeFor(half)));
    return System.nanoTime() - start;
  }

  /** Computes for a fixed time by the clock, so that a busy machine makes it no longer. */
  private static void computeFor(Duration half) {
    long end = System.nanoTime() + half.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
