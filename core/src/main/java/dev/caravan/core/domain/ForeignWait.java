package dev.caravan.core.domain;

/**
 * Thrown by a deterministic domain in which a fiber waits by other means than Caravan's, so that
 * the order of its fibers would depend on the outside. Put such calls into {@link
 * dev.caravan.core.kernel.Blocking}. Its stack trace is that of the waiting fiber, and its message
 * ends with the dump of the domain's fibers.
 *
 * <p>On the engine {@link Engine#LOOP} a wait with a limit is refused at once, and any other after
 * 50 ms. On the others a watch looks every 20 ms, and refuses a wait that it sees twice in a row:
 * one shorter than 20 ms passes, in real time, one of up to 60 ms may, and so does one for a {@code
 * synchronized} that another holds.
 */
public final class ForeignWait extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param fiber the fiber that waits
   * @param where its stack
   * @param dump what all fibers of its domain do
   */
  public ForeignWait(String fiber, StackTraceElement[] where, String dump) {
    super(
        fiber
            + " waits by other means than Caravan's, on a deterministic domain"
            + (where.length == 0 ? "" : ", in " + programs(where))
            + "; put the call into Blocking\n"
            + dump.stripTrailing());
    setStackTrace(where);
  }

  /** The topmost frame that is not the JDK's: the line to look at. */
  static StackTraceElement programs(StackTraceElement[] where) {
    for (StackTraceElement frame : where) {
      if (!frame.getClassName().matches("(java|javax|jdk|sun)\\..*")) {
        return frame;
      }
    }
    return where[0];
  }
}
