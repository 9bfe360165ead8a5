package dev.caravan.core.time;

import java.time.Instant;

/** The time of the system. */
final class SystemClock extends Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private SystemClock() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public String toString() {
    return "the system's clock";
  }
}
