package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;

/** The caller's turn among the fibers of its domain. */
final class Turn {
  private Turn() {}

  /**
   * Lets those go first who are queued already, as a wait does that is over when it begins. Where
   * there are no turns, on plain threads and in pools, does nothing. Cancellation is not looked at.
   */
  static void pass() {
    Domain domain = Domain.currentOrNull();
    if (domain != null && domain.isHere()) {
      domain.yieldNow();
    }
  }
}
