package dev.caravan.core.time;

import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A clock that stands still until somebody moves it, for tests in virtual time. It begins at zero,
 * which as an instant is the epoch. Waits with a limit in a domain that runs on it, sleeps among
 * them, end when it is moved to their time: those of one time in the order in which they began.
 *
 * <p>Any thread may read it. Any may move it too, but one at a time: moves are not synchronized
 * with each other. A deterministic domain moves its clock itself, so there only its fibers should.
 *
 * <p>Source: eio's mock clock.
 */
public final class MockClock extends Clock {
  private final Timers timers = new Timers();
  private final Consumer<? super Duration> onMove;
  private volatile long now;

  /** Makes a clock that tells nobody when it is moved. */
  public MockClock() {
    this(time -> {});
  }

  /**
   * Makes a clock.
   *
   * @param onMove is told the new time at each move, before anybody wakes
   */
  public MockClock(Consumer<? super Duration> onMove) {
    this.onMove = Objects.requireNonNull(onMove, "onMove");
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(now);
  }

  /**
   * The time since the beginning.
   *
   * @return the time
   */
  public Duration time() {
    return Duration.ofNanos(now);
  }

  /**
   * Moves the clock to the next moment at which something is due, and wakes whoever waits for it.
   *
   * @throws IllegalStateException if nothing is scheduled; the clock stands
   */
  public void advance() {
    if (!tryAdvance()) {
      throw new IllegalStateException("no further events are scheduled on the mock clock");
    }
  }

  /**
   * Moves the clock to the next moment at which something is due, if there is one.
   *
   * @return whether there was one
   */
  public boolean tryAdvance() {
    long next = timers.next();
    if (next == Carrier.NO_DEADLINE) {
      return false;
    }
    moveTo(Math.max(next, now));
    return true;
  }

  /**
   * Moves the clock by a step, and wakes whoever waits for a time up to then, each at its own time.
   *
   * @param step how far; not negative
   * @throws IllegalArgumentException if it is negative; the clock stands
   */
  public void advanceBy(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("a clock is advanced by zero or more, not by " + step);
    }
    long target = now + step.toNanos();
    for (long next = timers.next();
        next != Carrier.NO_DEADLINE && next < target;
        next = timers.next()) {
      moveTo(Math.max(next, now));
    }
    moveTo(target);
  }

  /**
   * Sets the clock, backwards too, which wakes nobody.
   *
   * @param time the new time since the beginning
   */
  public void setTime(Duration time) {
    moveTo(time.toNanos());
  }

  private void moveTo(long time) {
    now = time;
    onMove.accept(Duration.ofNanos(time));
    timers.fireDue(time);
  }

  /**
   * The timers that moving this clock fires. For {@code core} itself, like {@link Timers}.
   *
   * @return the timers
   */
  public Timers timers() {
    return timers;
  }

  @Override
  public String toString() {
    return "mock clock at " + time();
  }
}
