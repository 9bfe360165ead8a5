package dev.caravan.core.stm;

import dev.caravan.core.kernel.Computation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in shared memory that transactions read and write: a {@link TVar}, a {@link TInt} or a
 * {@link TLong}.
 */
public abstract sealed class Location permits TVar, NumberLocation {
  /*
   * change is decided by whoever changes the state next. A waiter attaches itself and then looks at
   * the state; a changer looks for the computation after its step. All four are in the one order of
   * volatile accesses, so one of the two sees the other.
   */
  private static final AtomicLong IDS = new AtomicLong();
  private static final VarHandle STATE;
  private static final VarHandle CHANGE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Location.class, "state", State.class);
      CHANGE = lookup.findVarHandle(Location.class, "change", Computation.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The order in which a commit visits locations. */
  final long id;

  private final TxnMode mode;
  private volatile State state;
  private volatile @Nullable Computation<@Nullable Void> change; // null: nobody has waited for it

  Location(State first, TxnMode mode) {
    this.id = IDS.incrementAndGet();
    this.mode = mode;
    this.state = first;
  }

  /**
   * How transactions treat this location.
   *
   * @return the mode it was made with
   */
  public final TxnMode mode() {
    return mode;
  }

  static int requireLength(int length) {
    if (length < 0) {
      throw new IllegalArgumentException(
          "the length of an array of locations is " + length + ", but must not be negative");
    }
    return length;
  }

  /** Refuses a function whose result undoes what it has written itself. */
  final IllegalStateException wroteItself() {
    return new IllegalStateException(
        "the function that updates the location that holds "
            + this
            + " has written to it itself, which its result would undo");
  }

  final State state() {
    return state;
  }

  final boolean compareAndSet(State expected, State next) {
    return STATE.compareAndSet(this, expected, next);
  }

  // ---- those who wait for a change

  /** What returns at the next change. Look at the state after you have attached yourself. */
  final Computation<@Nullable Void> nextChange() {
    while (true) {
      Computation<@Nullable Void> found = change;
      if (found != null) {
        return found;
      }
      Computation<@Nullable Void> fresh = new Computation<>();
      if (CHANGE.compareAndSet(this, (Object) null, fresh)) {
        return fresh;
      }
    }
  }

  /** Whether it holds the value that held in a state seen before. */
  final boolean holdsSameAs(State seen) {
    State now = state;
    return now == seen || now.holdsSameAs(seen);
  }

  /** Whether somebody has waited for a change since the last. */
  final boolean isAwaited() {
    return change != null;
  }

  /** Wakes all who wait for a change; called after each that somebody may wait for. */
  @SuppressWarnings("unchecked")
  final void changed() {
    if (isAwaited()) {
      Computation<@Nullable Void> found =
          (Computation<@Nullable Void>) CHANGE.getAndSet(this, (Object) null);
      if (found != null) {
        found.tryReturn(null);
      }
    }
  }

  /** What waiters have attached themselves to since the last change; for tests of the clean-up. */
  final @Nullable Computation<@Nullable Void> awaitedChange() {
    return change;
  }

  /** What it holds, for messages and debugging. */
  @Override
  public abstract String toString();
}
