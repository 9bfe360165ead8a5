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
 * <p>What decides who claims it depends on where it stands. A task in the queue of a worker is
 * claimed by taking it out of there. All others, which stand in a queue that lets nothing out but
 * its oldest, or are branches, are claimed by taking their body, and may be found in a queue later.
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
  private final @Nullable JobDeque<Job> queue; // where it is claimed; null: by its body
  private final int place; // in that queue
  private Object body; // a ThrowingSupplier until it is claimed; then what names it
  private volatile @Nullable CancelScope scope;

  Task(
      Scheduler pool,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals,
      @Nullable CancelScope scope,
      @Nullable JobDeque<Job> queue) {
    this.pool = pool;
    this.locals = locals;
    this.queue = queue;
    this.place = queue == null ? 0 : queue.nextPlace();
    this.body = Bodies.located(body);
    if (scope != null) {
      SCOPE.set(this, scope);
    }
    VarHandle.releaseFence(); // who gets the future by a race sees the body
  }

  /** Takes the body, and with it the right to start it; null for all but the first. */
  final @Nullable ThrowingSupplier<T, ?> claim() {
    return claim(null);
  }

  @SuppressWarnings("unchecked") // until it is a name it is what the constructor stored
  private @Nullable ThrowingSupplier<T, ?> claim(@Nullable JobDeque<Job> callers) {
    Object seen = body;
    if (Bodies.isName(seen)) {
      return null;
    }
    Object name = Bodies.nameOf(seen);
    if (!takes(callers, seen, name)) {
      return null;
    }
    body = name;
    return (ThrowingSupplier<T, ?>) seen;
  }

  private boolean takes(@Nullable JobDeque<Job> callers, Object seen, Object name) {
    if (queue == null) {
      return BODY.compareAndSet(this, seen, name);
    }
    boolean isOwnNewest = queue == callers && queue.isNewest(place);
    return isOwnNewest ? queue.popIf(this) : queue.take(this, place);
  }

  /** As {@link #claim()}, for whoever has just taken it out of a queue. */
  @SuppressWarnings("unchecked") // until it is a name it is what the constructor stored
  final @Nullable ThrowingSupplier<T, ?> takenOut() {
    if (queue == null) {
      return claim();
    }
    Object seen = body;
    body = Bodies.nameOf(seen);
    return (ThrowingSupplier<T, ?>) seen;
  }

  /** Whether somebody has claimed it; if it has only just been claimed, it may say no. */
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
    boolean _ = runOn(strand, true);
  }

  /** Runs it on the strand of somebody who awaits it; false if somebody else has claimed it. */
  final boolean runEarly(Strand strand) {
    return runOn(strand, false);
  }

  private boolean runOn(Strand strand, boolean takenOut) {
    ThrowingSupplier<T, ?> taken = takenOut ? takenOut() : claim(strand.queue());
    if (taken == null) {
      return false;
    }
    try {
      strand.runTask(this, taken);
    } catch (StackOverflowError noRoom) { // before its body, or to settle it
      strand.unsettled = new Object[] {this, strand.unsettled}; // makes no call
      throw noRoom;
    }
    return true;
  }

  @Override
  public String toString() {
    return "task " + described();
  }
}
