package dev.caravan.core.stm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a location holds: two values, and who decides between them. Made afresh for each change and
 * put into one location at most once, so that its identity stands for the moment it was put there.
 */
abstract sealed class State permits RefState, LongState {
  /*
   * by: the k-CAS ──its end──► KCas.SUCCEEDED or KCas.FAILED     (once; the value does not change)
   * The values are written before the state is put into its location. The one that lost is dropped
   * after the end, for the garbage collector.
   */
  private static final VarHandle BY;

  static {
    try {
      BY = MethodHandles.lookup().findVarHandle(State.class, "by", KCas.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile KCas by;

  @SuppressWarnings("NullAway") // which does not see through the handle
  State(KCas by) {
    BY.set(this, by); // plain: seen through the location
  }

  /** Whether the later of the two values holds; decides the k-CAS if that has not ended. */
  final boolean isAfter() {
    KCas decider = by;
    return decider == KCas.SUCCEEDED || decider.succeeds();
  }

  /** Ends the choice; the k-CAS has ended so. */
  final void settle(boolean after) {
    BY.setRelease(this, after ? KCas.SUCCEEDED : KCas.FAILED);
  }

  /** Makes the later value hold, before the state is put anywhere. */
  final void settleUnpublished() {
    BY.set(this, KCas.SUCCEEDED);
  }

  /** Whether the value that holds here is the one that the other state starts from. */
  abstract boolean holdsBeforeOf(State other);

  /** Whether the same value holds here and there; both are in a location. */
  abstract boolean holdsSameAs(State other);

  /** Whether the two values differ, as long as none is dropped. */
  abstract boolean isChange();

  /** A state that starts from the value that holds here and leaves it. */
  abstract State unchanged(KCas decider);

  /** Frees one of the values. */
  abstract void drop(boolean after);
}
