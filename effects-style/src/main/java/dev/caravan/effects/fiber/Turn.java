package dev.caravan.effects.fiber;

import dev.caravan.core.spi.Carrier;

/** The caller's turn among the fibers of its domain. */
final class Turn {
  private Turn() {}

  /** A carrier whose fibers run in turns. */
  interface Taker {
    /** Goes to the back of the queue; returns when it is the caller's turn, cancelled or not. */
    void yieldNow();
  }

  /**
   * Lets those go first who are queued already, as a wait does that is over when it begins. Where
   * there are no turns, on plain threads and in pools, does nothing. Cancellation is not looked at.
   */
  static void pass() {
    if (Carrier.currentOrNull() instanceof Taker fiber) {
      fiber.yieldNow();
    }
  }
}
