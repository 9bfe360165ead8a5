package dev.caravan.core.domain;

/**
 * Thrown by a deterministic domain whose fibers all wait while nothing is left that could wake
 * them: no timer, no {@link dev.caravan.core.kernel.Blocking} section. The message holds the dump
 * of who waits for what. The fibers have been cancelled with this as the reason.
 *
 * <p>The domain does not know of other threads that are about to wake a fiber, such as one that
 * resolves a promise: put a wait for them into {@code Blocking}.
 */
public final class Deadlock extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param domain the name of the domain
   * @param dump who waits for what
   */
  public Deadlock(String domain, String dump) {
    super(
        "deadlock: every fiber of "
            + domain
            + " waits, and nothing in the domain can wake one\n"
            + dump
            + "what another thread is to bring is waited for in Blocking, which counts as work");
  }
}
