package dev.caravan.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pool in steady state allocates its tasks, and forks that became jobs, but nothing that grows.
 */
@Timeout(60)
class AllocationTest {
  private static final int TASKS = 100_000;
  private static final int ROUNDS = 12;

  @Test
  void tasksCostTheSameHoweverManyRanBefore() {
    try (Pool pool = Pool.workStealing(2)) {
      assertSteady(200, () -> pool.invoke(() -> spawnAndAwait(pool)));
    }
  }

  @Test
  void tasksFromOutsideCostTheSameHoweverManyRanBefore() {
    try (Pool pool = Pool.workStealing(2)) {
      assertSteady(300, () -> spawnAndAwait(pool));
    }
  }

  @Test
  void forksCostTheSameHoweverManyRanBefore() {
    try (Pool pool = Pool.workStealing(2)) {
      assertSteady(100, () -> pool.invoke(() -> sum(0, TASKS)));
    }
  }

  /** Runs rounds of a hundred thousand tasks or forks, and looks at the last two. */
  private static void assertSteady(long mostBytesEach, Runnable round) {
    long[] bytes = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long before = allocated();
      round.run();
      bytes[i] = (allocated() - before) / TASKS;
    }
    assertThat(bytes[ROUNDS - 1]).as("bytes each, by round: %s", bytes).isLessThan(mostBytesEach);
    assertThat(bytes[ROUNDS - 2]).as("bytes each, by round: %s", bytes).isLessThan(mostBytesEach);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  private static long spawnAndAwait(Pool pool) {
    long sum = 0;
    for (int i = 0; i < TASKS; i += 100) {
      Fut<?>[] tasks = new Fut<?>[100];
      for (int j = 0; j < 100; j++) {
        tasks[j] = pool.spawn(() -> 1);
      }
      for (Fut<?> task : tasks) {
        sum += (int) task.await();
      }
    }
    return sum;
  }

  private static long sum(int from, int to) {
    if (to - from == 1) {
      return from;
    }
    int mid = (from + to) >>> 1;
    return ForkJoin.bothLong(() -> sum(from, mid), () -> sum(mid, to), Long::sum);
  }
}
