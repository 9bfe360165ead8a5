package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.spi.Context;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A body together with its result: a job that is started at most once, by whoever claims it first.
 *
 * <p>Its scope is made on first demand, since most tasks neither wait nor are cancelled. The race
 * between making the scope and cancelling the task is settled by order: the maker publishes the
 * scope, then looks whether the task is cancelled; the canceller cancels the task, then looks for a
 * scope. Both steps are volatile, so at least one sees the other.
 */
abstract sealed class Task<T extends @Nullable Object> extends Fut<T> implements Job
    permits SpawnedTask, RawTask, ForkedBranch {
  private static final VarHandle BODY;
  private static final VarHandle SCOPE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BODY = lookup.findVarHandle(Task.class, "body", Object.class);
      SCOPE = lookup.findVarHandle(Task.class, "scope", CancelScope.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Scheduler pool;
  final Context.@Nullable Binding locals;
  private volatile Object body; // a ThrowingSupplier until it is claimed; then what names it
  private volatile @Nullable CancelScope scope;
  @Nullable Task<?> nextUnsettled; // in the list of the strand that ran it; that strand's

  @SuppressWarnings("NullAway.Init") // body is set through its handle
  Task(
      Scheduler pool,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals,
      @Nullable CancelScope scope) {
    this.pool = pool;
    this.locals = locals;
    BODY.set(this, Bodies.located(body)); // nobody else sees this task yet: no full fence needed
    if (scope != null) {
      SCOPE.set(this, scope);
    }
    VarHandle.releaseFence();
  }

  /** Takes the body, and with it the right to start it; null for all but the first. */
  @SuppressWarnings("unchecked") // until it is a name it is what the constructor stored
  final @Nullable ThrowingSupplier<T, ?> claim() {
    Object seen = body;
    return !Bodies.isName(seen) && BODY.compareAndSet(this, seen, Bodies.nameOf(seen))
        ? (ThrowingSupplier<T, ?>) seen
        : null;
  }

  final boolean isClaimed() {
    return Bodies.isName(body);
  }

  /** Waits about a microsecond on the processor; true as soon as the task has ended. */
  final boolean endsInAMoment() {
    for (int i = 0; i < Spin.HINTS; i++) {
      if (!isRunning()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** What the body is called, and whose it is, for messages. */
  final String described() {
    return Bodies.text(body) + " of " + pool;
  }

  /** The scope above the task's own, or null. */
  abstract @Nullable CancelScope parentScope();

  /** Whether somebody wants the running body to stop. */
  abstract boolean isCancelRequested();

  /** Why, if so. */
  abstract @Nullable Throwable cancelReason();

  /** Decides for what the body threw; false if the task was decided before. */
  boolean endWith(Throwable failure) {
    return tryFail(failure);
  }

  /** Called with a failure that nobody's wait will see, because the task was cancelled before. */
  abstract void failedAfterCancel(Throwable failure);

  final CancelScope scope() {
    CancelScope seen = scope;
    if (seen != null) {
      return seen;
    }
    CancelScope parent = parentScope();
    CancelScope made = parent == null ? CancelScope.root() : parent.child();
    Object winner = SCOPE.compareAndExchange(this, (CancelScope) null, made);
    if (winner != null) {
      made.close();
      return (CancelScope) winner;
    }
    if (isCancelled()) {
      made.cancel(cancelReason());
    }
    return made;
  }

  final @Nullable CancelScope scopeIfMade() {
    return scope;
  }

  /** Asks the running body to stop: its waits and forks end, its blocking code is interrupted. */
  final void cancelRunning(@Nullable Throwable reason) {
    CancelScope made = scope;
    if (made != null) {
      made.cancel(reason);
    }
    pool.raiseAttention();
  }

  /** Called when the body has ended: the parent scope may forget this one. */
  void closeScope() {
    CancelScope made = scope;
    if (made != null) {
      made.close();
    }
  }

  @Override
  public final void runOn(Strand strand) {
    ThrowingSupplier<T, ?> taken = claim();
    if (taken == null) {
      return;
    }
    try {
      strand.runTask(this, taken);
    } catch (StackOverflowError noRoom) { // before its body, or to settle it
      nextUnsettled = strand.unsettled;
      strand.unsettled = this;
      throw noRoom;
    }
  }

  @Override
  public String toString() {
    return "task " + described();
  }
}
