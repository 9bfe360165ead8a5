package dev.caravan.core.kernel;

/** What may stand in the waiting list of a {@link Computation}. */
sealed interface Waiter permits Trigger, CancelScope, Seat {
  /** True once the waiter no longer cares; it may then be dropped from any list. */
  boolean isGone();
}
