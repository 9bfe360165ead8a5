package dev.caravan.core.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A result that is decided once, by one atomic step; the common ground of {@link Computation},
 * which lets everybody decide, and of futures, which do not. Deciding is for subclasses.
 *
 * @param <T> the type of the value
 */
public abstract class Decision<T extends @Nullable Object> {
  /*
   * State: Waiters (running) ──CAS──► the value itself | NIL for null | Failure | Cancellation.
   * The value is stored bare, so deciding allocates nothing; Waiters, Failure and Cancellation are
   * private to this package and cannot be anybody's value.
   */
  private record Failure(Throwable error) {}

  private record Cancellation(@Nullable Throwable reason) {}

  private static final Object NIL = new Object();
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Decision.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Object state;

  /** Makes an undecided result without waiters. */
  @SuppressWarnings({"NullAway.Init", "this-escape"}) // state is set through its handle
  protected Decision() {
    STATE.set(this, Waiters.NONE); // nobody else sees this object yet, so without a full fence,
    VarHandle.releaseFence(); // and before whatever makes it visible
  }

  /**
   * Decides for a value.
   *
   * @param value the value, possibly null
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  protected final boolean decideReturned(T value) {
    return decideAndWake(value == null ? NIL : value);
  }

  /**
   * Decides for a failure.
   *
   * @param error what was thrown
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  protected final boolean decideFailed(Throwable error) {
    return decideAndWake(new Failure(Objects.requireNonNull(error, "error")));
  }

  /**
   * Decides for cancellation.
   *
   * @param reason why, or null
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  protected final boolean decideCancelled(@Nullable Throwable reason) {
    return decideAndWake(new Cancellation(reason));
  }

  private boolean decideAndWake(Object end) {
    Waiters waiters = decide(end);
    if (waiters == null) {
      return false;
    }
    if (!waiters.isEmpty()) {
      wake(waiters);
    }
    return true;
  }

  private static void wake(Waiters waiters) {
    Throwable failure = null;
    for (Waiter waiter : waiters.inOrder()) {
      if (waiter instanceof Trigger trigger) {
        try {
          trigger.signal();
        } catch (RuntimeException | Error e) { // an action threw; the others still have to wake
          failure = Failures.join(failure, e);
        }
      }
    }
    Failures.throwUnchecked(failure);
  }

  /** Decides for cancellation without waking; the waiters, or null if it was decided before. */
  final @Nullable Waiters cancelWithoutWaking(@Nullable Throwable reason) {
    return decide(new Cancellation(reason));
  }

  private @Nullable Waiters decide(Object end) {
    while (true) {
      Object seen = state;
      if (!(seen instanceof Waiters waiters)) {
        return null;
      }
      if (STATE.compareAndSet(this, seen, end)) {
        return waiters;
      }
    }
  }

  /**
   * Adds a trigger to be signalled by the decision.
   *
   * @param trigger the trigger
   * @return true if added; false, without signalling it, if the computation is decided
   */
  public final boolean tryAttach(Trigger trigger) {
    return attach(Objects.requireNonNull(trigger, "trigger"));
  }

  final boolean attach(Waiter waiter) {
    while (true) {
      Object seen = state;
      if (!(seen instanceof Waiters waiters)) {
        return false;
      }
      if (STATE.compareAndSet(this, seen, waiters.plus(waiter))) {
        return true;
      }
    }
  }

  /**
   * Says that a trigger attached here has been settled by somebody else, so that a computation that
   * runs for long does not keep dead waiters: at any time at most half of those it keeps, and one,
   * are dead.
   *
   * @param trigger the settled trigger
   * @throws IllegalStateException if the trigger is not settled
   */
  public final void detach(Trigger trigger) {
    if (!trigger.isGone()) {
      throw new IllegalStateException(
          "the trigger for " + trigger + " is still awaited: settle it before you detach it");
    }
    forgetOne();
  }

  final void forgetOne() {
    while (true) {
      Object seen = state;
      if (!(seen instanceof Waiters waiters)
          || STATE.compareAndSet(this, seen, waiters.withOneGone())) {
        return;
      }
    }
  }

  /** The live waiters, in the order in which they came; none once it is decided. */
  final List<Waiter> waiters() {
    return state instanceof Waiters waiters ? waiters.inOrder() : List.of();
  }

  /** How many waiters are kept, dead ones included; for tests of the clean-up. */
  final int waitersKept() {
    return state instanceof Waiters waiters ? waiters.length() : 0;
  }

  /**
   * Whether it is undecided.
   *
   * @return true until the decision
   */
  public final boolean isRunning() {
    return state instanceof Waiters;
  }

  /**
   * Whether it was decided for cancellation.
   *
   * @return true once it is cancelled
   */
  public final boolean isCancelled() {
    return state instanceof Cancellation;
  }

  /**
   * How it ended, if it has.
   *
   * @return the outcome; empty while it is running
   */
  public final Optional<Outcome<T>> peek() {
    Object seen = state;
    return seen instanceof Waiters ? Optional.empty() : Optional.of(outcome(seen));
  }

  private Outcome<T> outcome(Object end) {
    return switch (end) {
      case Failure failure -> new Outcome.Failed<>(failure.error());
      case Cancellation cancelled -> new Outcome.WasCancelled<>(cancelled.reason());
      default -> new Outcome.Returned<>(valueOf(end));
    };
  }

  /**
   * Suspends the caller until the decision and returns the value.
   *
   * @return the value
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are, with the stack trace of the original throw
   * @throws Cancelled if it was cancelled, or if the caller's scope was cancelled first
   * @throws Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await() {
    if (state instanceof Waiters) {
      Trigger trigger = new Trigger(this);
      if (attach(trigger)) {
        try {
          trigger.await();
        } catch (RuntimeException e) { // Cancelled, Interrupted, or refused: all settle the trigger
          detach(trigger);
          throw e;
        }
      }
    }
    return decided();
  }

  /**
   * Suspends the caller until the decision or the end of the limit.
   *
   * @param limit how long at most; zero or less only looks
   * @return the value
   * @throws TimedOut if the limit ran out first; the computation goes on
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws Cancelled if it was cancelled, or if the caller's scope was cancelled first
   * @throws Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    if (state instanceof Waiters) {
      Trigger trigger = new Trigger(this);
      if (attach(trigger) && !awaitAttached(trigger, limit)) {
        throw new TimedOut(toString(), limit);
      }
    }
    return decided();
  }

  private boolean awaitAttached(Trigger trigger, Duration limit) {
    try {
      if (trigger.await(limit)) {
        return true;
      }
    } catch (RuntimeException e) { // Cancelled, Interrupted, or refused: all settle the trigger
      detach(trigger);
      throw e;
    }
    detach(trigger);
    return false;
  }

  /**
   * Suspends the caller until the decision, and by nothing else: cancellation and interruption are
   * left for the next wait. Returns nothing; {@link #peek()} tells the outcome.
   */
  @Suspends
  public void awaitUninterruptibly() {
    if (state instanceof Waiters) {
      Trigger trigger = new Trigger(this);
      if (attach(trigger)) {
        trigger.awaitUninterruptibly();
      }
    }
  }

  /**
   * The value of a decided result; never waits.
   *
   * @return the value
   * @throws IllegalStateException if it is undecided
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws Cancelled if it was cancelled
   */
  protected final T decided() {
    Object end = state;
    return switch (end) {
      case Waiters w -> throw new IllegalStateException(this + " is not decided yet");
      case Failure failure -> throw rethrow(failure.error());
      case Cancellation cancelled -> throw new Cancelled(toString(), cancelled.reason());
      default -> valueOf(end);
    };
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // tryReturn took a T; null stands for a null T
  private T valueOf(Object end) {
    return end == NIL ? (T) null : (T) end;
  }

  private RuntimeException rethrow(Throwable error) {
    if (error instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (error instanceof Error fatal) {
      throw fatal;
    }
    throw new TaskFailed(toString(), error);
  }
}
