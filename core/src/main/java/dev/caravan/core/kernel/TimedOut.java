package dev.caravan.core.kernel;

import java.time.Duration;

/**
 * Thrown by the timed form of a suspending method that has a value to return. What was waited for
 * goes on undisturbed; the caller is no longer among its waiters.
 */
public final class TimedOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The limit that ran out. */
  private final Duration after;

  /**
   * Makes the exception.
   *
   * @param what what was waited for
   * @param after how long at most
   */
  public TimedOut(String what, Duration after) {
    super(what + " did not happen within " + after);
    this.after = after;
  }

  /**
   * The limit that ran out.
   *
   * @return the duration given to the timed method
   */
  public Duration after() {
    return after;
  }
}
