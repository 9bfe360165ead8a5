package dev.caravan.core.time;

import java.time.Instant;

/**
 * What tells the time to the fibers of a domain, and to programs that are to be tested in virtual
 * time. Source of the idea: eio's {@code Time.clock} and {@code Mono.clock}.
 */
public abstract sealed class Clock permits SystemClock, MockClock {
  Clock() {}

  /**
   * The clock of the system.
   *
   * @return the clock
   */
  public static Clock system() {
    return SystemClock.INSTANCE;
  }

  /**
   * The time that only goes forward, for measuring and for deadlines.
   *
   * @return nanoseconds since some moment
   */
  public abstract long nanoTime();

  /**
   * The time of day.
   *
   * @return the instant
   */
  public abstract Instant instant();
}
