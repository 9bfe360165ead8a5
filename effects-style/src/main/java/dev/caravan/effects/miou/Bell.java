package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Trigger;
import java.util.function.BooleanSupplier;

/** Wakes the one who waits for something to be there. Whoever brings it, brings it and rings. */
final class Bell {
  private final Object subject;
  private volatile Trigger next;

  Bell(Object subject) {
    this.subject = subject;
    next = new Trigger(subject);
  }

  void ring() {
    next.signal();
  }

  /** Waits until it is there, or the caller's scope is cancelled. */
  void await(BooleanSupplier isThere) {
    while (prepare(isThere)) {
      next.await();
    }
  }

  /** Waits until it is there, and by nothing else. */
  void awaitUninterruptibly(BooleanSupplier isThere) {
    while (prepare(isThere)) {
      next.awaitUninterruptibly();
    }
  }

  /** Hangs a fresh trigger out before it looks: who comes later rings that one. */
  private boolean prepare(BooleanSupplier isThere) {
    next = new Trigger(subject);
    return !isThere.getAsBoolean();
  }
}
