package dev.caravan.core.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The immutable list of waiters of a running computation, newest first.
 *
 * <p>{@code balance} pays for cleaning up: an attach adds one, a detach takes two, or if a waiter
 * is taken off the front at once, the one that it had added. Once it is negative at least half of
 * the list has gone, so a rebuild is amortised (as in Picos).
 */
final class Waiters {
  static final Waiters NONE = new Waiters(null, null, 0);

  private final @Nullable Waiter waiter;
  private final @Nullable Waiters next;
  private final int balance;

  private Waiters(@Nullable Waiter waiter, @Nullable Waiters next, int balance) {
    this.waiter = waiter;
    this.next = next;
    this.balance = balance;
  }

  Waiters plus(Waiter added) {
    return new Waiters(added, this, balance + 1);
  }

  /** The list after one of its waiters has gone, which is most often the one that came last. */
  Waiters withOneGone() {
    if (waiter != null && waiter.isGone() && next != null && balance > 0) {
      return next.balance == balance - 1 ? next : new Waiters(next.waiter, next.next, balance - 1);
    }
    return balance < 2 ? rebuilt() : new Waiters(waiter, next, balance - 2);
  }

  private Waiters rebuilt() {
    Waiters result = NONE;
    for (Waiter live : inOrder()) {
      result = result.plus(live);
    }
    return result;
  }

  /** The waiters that have not gone, in the order in which they came. */
  List<Waiter> inOrder() {
    List<Waiter> newestFirst = new ArrayList<>();
    for (Waiters at = this; at != null; at = at.next) {
      if (at.waiter != null && !at.waiter.isGone()) {
        newestFirst.add(at.waiter);
      }
    }
    return newestFirst.reversed();
  }

  boolean isEmpty() {
    return waiter == null;
  }

  /** How many nodes the list holds, gone ones included; for tests of the clean-up. */
  int length() {
    int n = 0;
    for (Waiters at = this; at != null && at.waiter != null; at = at.next) {
      n++;
    }
    return n;
  }
}
