package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.CreationSites;
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
abstract class Task<T extends @Nullable Object> extends Computation<T> implements Job {
  private static final VarHandle CLAIMED;
  private static final VarHandle SCOPE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLAIMED = lookup.findVarHandle(Task.class, "claimed", boolean.class);
      SCOPE = lookup.findVarHandle(Task.class, "scope", CancelScope.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Scheduler pool;
  private Object body; // a ThrowingSupplier; once it has run only its class is kept, for messages
  final Context.@Nullable Binding locals;
  private final @Nullable StackTraceElement createdAt = CreationSites.here();
  private volatile boolean claimed;
  private volatile @Nullable CancelScope scope;

  Task(Scheduler pool, ThrowingSupplier<T, ?> body, Context.@Nullable Binding locals) {
    this.pool = pool;
    this.body = body;
    this.locals = locals;
  }

  /** The right to start the body; given once. */
  final boolean claim() {
    return !claimed && CLAIMED.compareAndSet(this, false, true);
  }

  final boolean isClaimed() {
    return claimed;
  }

  /** The body of a task that the caller has claimed. */
  @SuppressWarnings("unchecked") // set by the constructor
  final ThrowingSupplier<T, ?> body() {
    return (ThrowingSupplier<T, ?>) body;
  }

  /** The body, the pool and, if captured, the place of creation, for messages. */
  final String described() {
    Object seen = body;
    String name = (seen instanceof Class<?> c ? c : Bodies.classOf(seen)).getName();
    return name + " of " + pool + (createdAt == null ? "" : ", created at " + createdAt);
  }

  /** The scope above the task's own, or null. */
  abstract @Nullable CancelScope parentScope();

  /** Whether somebody wants the running body to stop. */
  abstract boolean isCancelRequested();

  /** Why, if so. */
  abstract @Nullable Throwable cancelReason();

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

  @Override
  public final void runOn(Strand strand) {
    if (claim()) {
      run(strand);
    }
  }

  /** Runs the claimed body on the caller and decides the result. */
  final void run(Strand strand) {
    if (!isRunning()) {
      forgetBody(); // cancelled before it started
      return;
    }
    strand.enterTask(this);
    try {
      tryReturn(body().get());
    } catch (Throwable failure) {
      if (!tryFail(failure)) {
        failedAfterCancel(failure);
      }
    } finally {
      strand.leaveTask();
      forgetBody();
      CancelScope made = scope;
      if (made != null) {
        made.close();
      }
    }
  }

  private void forgetBody() {
    body = Bodies.classOf(body);
  }

  @Override
  public String toString() {
    return "task " + described();
  }
}
