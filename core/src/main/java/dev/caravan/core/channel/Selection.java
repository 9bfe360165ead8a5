package dev.caravan.core.channel;

import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A select that waits in several channels. The first channel that chooses one of its clauses keeps
 * it; whether the select has given up meanwhile, the trigger decides.
 */
final class Selection {
  final Trigger trigger;
  private final AtomicReference<@Nullable Waiting<?>> chosen = new AtomicReference<>();

  Selection(Object subject) {
    this.trigger = new Trigger(subject);
  }

  boolean choose(Waiting<?> clause) {
    return chosen.compareAndSet(null, clause);
  }

  /** The clause that was served; only of a select whose trigger was signalled. */
  boolean isChosen(Waiting<?> clause) {
    return chosen.get() == clause;
  }
}
