package dev.caravan.core.stm;

import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One wait until any location that an attempt has read holds another value. */
final class Change {
  private final Trigger trigger;
  private final List<Computation<?>> attached = new ArrayList<>();

  private Change(Txn txn) {
    trigger = new Trigger("a change of what " + txn + " has read");
  }

  /**
   * Waits, unless there is a change already; leaves no waiter behind, however it ends.
   *
   * @return false if the deadline came first
   */
  static boolean await(Txn txn, long deadline) {
    Change change = new Change(txn);
    try {
      if (change.hasCome(txn)) {
        return deadline == Carrier.NO_DEADLINE || Carrier.now() - deadline <= 0;
      }
      return change.comesBefore(deadline);
    } finally {
      change.leave();
    }
  }

  /** Attaches to the locations, up to the first that has changed already. */
  private boolean hasCome(Txn txn) {
    for (int at = 0; at < txn.size(); at++) {
      Location location = txn.entry(at).location;
      Computation<?> next = location.nextChange();
      if (!next.tryAttach(trigger)) {
        return true;
      }
      attached.add(next);
      if (!location.holdsSameAs(txn.entry(at).seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean comesBefore(long deadline) {
    if (deadline == Carrier.NO_DEADLINE) {
      trigger.await();
      return true;
    }
    return trigger.await(Duration.ofNanos(deadline - Carrier.now()));
  }

  private void leave() {
    trigger.signal(); // if nothing else has settled it: a settled trigger may be detached
    for (Computation<?> next : attached) {
      next.detach(trigger);
    }
  }
}
