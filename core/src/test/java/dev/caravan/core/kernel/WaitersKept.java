package dev.caravan.core.kernel;

/** How many waiters something keeps, dead ones included: nobody may be left behind. */
public final class WaitersKept {
  private WaitersKept() {}

  /** By a computation, or by none. */
  public static int by(Computation<?> computation) {
    return computation == null ? 0 : computation.waitersKept();
  }
}
