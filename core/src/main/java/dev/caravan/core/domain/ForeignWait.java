package dev.caravan.core.domain;

/**
 * Thrown by a deterministic domain in which a fiber waits by other means than Caravan's, so that
 * the order of its fibers would depend on the outside. Put such calls into {@link
 * dev.caravan.core.kernel.Blocking}. Its stack trace is that of the waiting fiber.
 */
public final class ForeignWait extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fiber the fiber that waits
   * @param where its stack
   */
  public ForeignWait(String fiber, StackTraceElement[] where) {
    super(
        fiber
            + " waits by other means than Caravan's, on a deterministic domain"
            + (where.length == 0 ? "" : ", in " + where[0])
            + "; put the call into Blocking");
    setStackTrace(where);
  }
}
