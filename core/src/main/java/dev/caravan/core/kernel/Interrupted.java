package dev.caravan.core.kernel;

/**
 * Thrown by a suspending method when the calling thread was interrupted by somebody other than
 * Caravan. The thread's interrupt status is kept. What was waited for goes on undisturbed; the
 * caller is no longer among its waiters.
 */
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param what what the thread was waiting for
   */
  public Interrupted(String what) {
    super("interrupted while waiting for " + what);
  }
}
