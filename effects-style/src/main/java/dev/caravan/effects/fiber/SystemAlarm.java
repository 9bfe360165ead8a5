package dev.caravan.effects.fiber;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The alarm by the system's time: one daemon thread for all, which ends when it is idle. */
final class SystemAlarm implements Alarm {
  static final SystemAlarm INSTANCE = new SystemAlarm();

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final ScheduledThreadPoolExecutor executor;

  private SystemAlarm() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("caravan alarm").factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(10, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public Setting after(Duration delay, Runnable action) {
    if (delay.compareTo(LONGEST) > 0) {
      return () -> {};
    }
    Future<?> set = executor.schedule(action, nanos(delay), TimeUnit.NANOSECONDS);
    return () -> set.cancel(false);
  }

  /** How many actions are set; for tests. */
  int pending() {
    return executor.getQueue().size();
  }

  private static long nanos(Duration delay) {
    return delay.isNegative() ? 0 : delay.toNanos();
  }
}
