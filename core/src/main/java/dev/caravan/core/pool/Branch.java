package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import org.jspecify.annotations.Nullable;

/**
 * A fork that was offered to other workers. It runs in the surroundings of the code that forked it,
 * in a scope of its own below theirs; whoever forked it always joins it.
 */
final class Branch<T extends @Nullable Object> extends Task<T> {
  private static final int SPINS = 200;
  private final @Nullable CancelScope parentScope;

  Branch(
      Scheduler pool,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals,
      @Nullable CancelScope parentScope) {
    super(pool, body, locals);
    this.parentScope = parentScope;
  }

  @Override
  @Nullable CancelScope parentScope() {
    return parentScope;
  }

  @Override
  boolean isCancelRequested() {
    CancelScope mine = scopeIfMade();
    return (mine != null && mine.isCancelled())
        || (parentScope != null && parentScope.isCancelled());
  }

  @Override
  @Nullable Throwable cancelReason() {
    CancelScope mine = scopeIfMade();
    CancelScope cancelled = mine != null && mine.isCancelled() ? mine : parentScope;
    return cancelled == null ? null : cancelled.reason().orElse(null);
  }

  @Override
  void failedAfterCancel(Throwable failure) {} // a branch's result is never cancelled from outside

  /** Waits for a branch that somebody else runs. */
  void awaitEnd() {
    for (int i = 0; i < SPINS && isRunning(); i++) {
      Thread.onSpinWait();
    }
    awaitUninterruptibly();
  }

  /** Waits for a branch that somebody else runs; may be cancelled or interrupted. */
  void awaitDecision() {
    if (isRunning()) {
      Trigger trigger = new Trigger(this);
      if (tryAttach(trigger)) {
        try {
          trigger.await();
        } catch (Cancelled | Interrupted e) {
          detach(trigger);
          throw e;
        }
      }
    }
  }

  /** Whether the branch ended only because its waiter gave up for this reason. */
  boolean endedBecauseOf(RuntimeException e) {
    return peek().orElseThrow() instanceof Outcome.Failed<T>(Throwable error)
        && error instanceof Cancelled cancelled
        && (cancelled.reason() == e || cancelled.reason() == e.getCause());
  }

  /** The value of an ended branch, or what its body threw, as it is. */
  T result() {
    return switch (peek().orElseThrow()) {
      case Outcome.Returned<T>(T value) -> value;
      case Outcome.Failed<T>(Throwable error) -> throw Failures.<RuntimeException>sneaky(error);
      case Outcome.WasCancelled<T>(Throwable reason) -> throw new Cancelled(toString(), reason);
    };
  }

  /**
   * Stops the branch because a sibling failed: it never starts, or is cancelled and waited for.
   *
   * @return the failure with what the branch threw meanwhile suppressed on it
   */
  Throwable abandon(Throwable failure) {
    if (claim() != null) {
      return failure;
    }
    if (isRunning()) {
      scope().cancel(failure);
      pool.raiseAttention();
      awaitEnd();
    }
    Throwable result = failure;
    if (peek().orElseThrow() instanceof Outcome.Failed<T>(Throwable theirs)
        && !isEchoOf(theirs, failure)) {
      result = Failures.join(failure, theirs);
    }
    return result == null ? failure : result;
  }

  /** Whether a failure only says that it was cancelled because of the other one. */
  private static boolean isEchoOf(Throwable theirs, Throwable failure) {
    return theirs instanceof Cancelled cancelled && cancelled.reason() == failure;
  }

  @Override
  public String toString() {
    return "branch " + described();
  }
}
