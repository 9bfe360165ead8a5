package dev.caravan.effects.fiber;

/** Why Caravan itself cancels fibers: reasons that are no failures. */
@SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace; one is told by identity
final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Another branch of a race has returned a value. */
  static final Stop NOT_FIRST = new Stop("not first");

  /** The last fiber of a switch that is no daemon has ended. */
  static final Stop EXIT = new Stop("exit");

  private Stop(String what) {
    super(what, null, false, false);
  }
}
