package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import java.nio.channels.ClosedByInterruptException;

/** What a fiber throws because cancelling it has interrupted its thread. */
final class Interrupts {
  private Interrupts() {}

  /**
   * What a body threw that ran in a scope: if the scope is cancelled, the end of a wait by an
   * interrupt is the cancellation.
   */
  static Throwable absorbed(Throwable thrown, CancelScope scope) {
    if (!isInterrupt(thrown) || !scope.isCancelled()) {
      return thrown;
    }
    Throwable reason = scope.reason().orElse(null);
    Cancelled cancelled = new Cancelled("a wait of the JDK", reason);
    if (thrown != reason) {
      cancelled.addSuppressed(thrown);
    }
    return cancelled;
  }

  private static boolean isInterrupt(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof Interrupted
        || thrown instanceof ClosedByInterruptException;
  }
}
