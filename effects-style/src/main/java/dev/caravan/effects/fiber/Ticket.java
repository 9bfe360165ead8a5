package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link Line}. It is claimed at most once, under the line's latch, and its waiter is
 * woken outside.
 *
 * @param <G> what the waiter is given
 */
final class Ticket<G> {
  final Trigger trigger;

  // guarded by the line's latch until the ticket is claimed; then `given` is the waiter's
  @Nullable G given;
  @Nullable Ticket<G> next; // in its line; null if it is in none
  @Nullable Ticket<G> previous;
  private @Nullable Runnable wake;

  Ticket(Object subject) {
    this.trigger = new Trigger(subject);
  }

  /** Gives, unless the waiter has given up; if true it has to be {@linkplain #wake woken}. */
  boolean claim(@Nullable G gift) {
    given = gift;
    wake = trigger.claim();
    return wake != null;
  }

  void wake() {
    if (wake != null) {
      wake.run();
    }
  }
}
