package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.OwnScheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for something, first come first served, and the latch that guards what they wait
 * for. Being served and giving up are decided by one step on the waiter's {@link Trigger}, so what
 * is given away is never given to somebody who has left.
 *
 * @param <G> what a waiter is given
 */
abstract class Line<G> {
  /*
   * The latch is held for some ten instructions and never across a wait. Waiters are claimed under
   * it and woken outside: to wake is to queue, and may be to unpark.
   * The line is a circle: the last is followed by the first.
   */
  private static final int SPINS = 100;
  private static final VarHandle LATCHED;

  static {
    try {
      LATCHED = MethodHandles.lookup().findVarHandle(Line.class, "latched", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through LATCHED
  private boolean latched;

  private @Nullable Ticket<G> last;

  private final @Nullable Object kept; // for the name

  Line(@Nullable String label) {
    this.kept = Identity.kept(label);
  }

  // ---- the latch

  /** Takes the latch; refuses in code that must have no effects. */
  final void latch() {
    NoEffects.refuse("use", this);
    for (int tries = 0; !tryLatch(); tries++) {
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else {
        OwnScheduler.yieldProcessor(tries - SPINS); // the holder needs one to go on
      }
    }
  }

  private boolean tryLatch() {
    return !(boolean) LATCHED.getOpaque(this) && LATCHED.compareAndSet(this, false, true);
  }

  final void unlatch() {
    LATCHED.setRelease(this, false);
  }

  // ---- under the latch

  final boolean nobodyWaits() {
    return last == null;
  }

  /** Queues the caller behind all others. */
  final Ticket<G> join() {
    Ticket<G> mine = new Ticket<>(this);
    Ticket<G> before = last == null ? mine : last;
    Ticket<G> first = before == mine ? mine : following(before);
    mine.previous = before;
    mine.next = first;
    before.next = mine;
    first.previous = mine;
    last = mine;
    return mine;
  }

  /** Gives to the one who has waited longest; null if nobody waits. Wake it outside. */
  final @Nullable Ticket<G> claimFirst(@Nullable G gift) {
    while (last != null) {
      Ticket<G> first = following(last);
      remove(first);
      if (first.claim(gift)) {
        return first;
      }
    }
    return null;
  }

  /** Gives to all who wait. Wake them outside, in this order. */
  final List<Ticket<G>> claimAll(@Nullable G gift) {
    List<Ticket<G>> claimed = new ArrayList<>();
    for (Ticket<G> next = claimFirst(gift); next != null; next = claimFirst(gift)) {
      claimed.add(next);
    }
    return claimed;
  }

  /** Takes one out that may have been taken out before. */
  final void remove(Ticket<G> ticket) {
    Ticket<G> after = ticket.next;
    Ticket<G> before = ticket.previous;
    if (after == null || before == null) {
      return;
    }
    if (after == ticket) {
      last = null;
    } else {
      before.next = after;
      after.previous = before;
      if (last == ticket) {
        last = before;
      }
    }
    ticket.next = null;
    ticket.previous = null;
  }

  private static <G> Ticket<G> following(Ticket<G> ticket) {
    return Objects.requireNonNull(ticket.next);
  }

  // ---- outside the latch

  /** Waits to be served; a waiter that throws has left the line and was given nothing. */
  @Suspends
  final @Nullable G await(Ticket<G> mine) {
    boolean served = false;
    try {
      mine.trigger.await();
      served = true;
    } finally {
      if (!served) {
        takeOut(mine);
      }
    }
    return mine.given;
  }

  /** Waits to be served, whatever else happens. */
  @Suspends
  final @Nullable G awaitUninterruptibly(Ticket<G> mine) {
    mine.trigger.awaitUninterruptibly();
    return mine.given;
  }

  /** Gives up; false if it was served before. */
  final boolean leave(Ticket<G> mine) {
    boolean left = mine.trigger.withdraw(Trigger.End.CANCELLED);
    if (left) {
      takeOut(mine);
    }
    return left;
  }

  private void takeOut(Ticket<G> mine) {
    latch();
    try {
      remove(mine);
    } finally {
      unlatch();
    }
  }

  /** The object's name in messages and dumps. */
  final String nameAs(String kind) {
    return Identity.of(this, kind, kept);
  }
}
