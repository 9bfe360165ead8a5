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
 * A fork that was offered to other workers. It runs in the surroundings of the code that forked it;
 * whoever forked it always joins it.
 *
 * <p>The fork has a scope, in which this branch runs and, from the moment of publication, the part
 * that its owner goes on with. Whichever fails first cancels the scope, and so the other.
 */
final class ForkedBranch<T extends @Nullable Object> extends Task<T> {
  private static final int MOMENTS = 50;
  private static final int BUSY_MOMENTS = 5;
  private final @Nullable Task<?> parent;
  private final @Nullable CancelScope around;

  /**
   * A branch of a fork whose scope is made on demand, below the one around the fork.
   *
   * @param parent the task that forked it
   */
  ForkedBranch(
      Scheduler pool,
      @Nullable Task<?> parent,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals,
      @Nullable CancelScope around) {
    super(pool, body, locals, null, null);
    this.parent = parent;
    this.around = around;
  }

  private ForkedBranch(
      CancelScope fork,
      Scheduler pool,
      @Nullable Task<?> parent,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals) {
    super(pool, body, locals, fork, null);
    this.parent = parent;
    this.around = null;
  }

  /** A branch of a fork that has a scope already. */
  static <T extends @Nullable Object> ForkedBranch<T> in(
      CancelScope fork,
      Scheduler pool,
      @Nullable Task<?> parent,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals) {
    return new ForkedBranch<>(fork, pool, parent, body, locals);
  }

  /** Whether this branch cannot end before that job has: it forked it, or what it forked did. */
  boolean needs(Job job) {
    Task<?> ancestor = job instanceof ForkedBranch<?> branch ? branch.parent : null;
    while (ancestor instanceof ForkedBranch<?> branch && ancestor != this) {
      ancestor = branch.parent;
    }
    return ancestor == this;
  }

  /** The scope of the fork. */
  CancelScope fork() {
    return scope();
  }

  /** The scope of the fork; null if nobody has needed it, so that nobody has cancelled it. */
  @Nullable CancelScope forkIfMade() {
    return scopeIfMade();
  }

  /** Ends the scope of a fork that has been joined. */
  void closeFork() {
    CancelScope made = scopeIfMade();
    if (made != null) {
      made.close();
    }
  }

  @Override
  @Nullable CancelScope parentScope() {
    return around;
  }

  @Override
  boolean isCancelRequested() {
    CancelScope made = scopeIfMade();
    return (made != null && made.isCancelled()) || (around != null && around.isCancelled());
  }

  @Override
  @Nullable Throwable cancelReason() {
    CancelScope made = scopeIfMade();
    CancelScope cancelled = made != null && made.isCancelled() ? made : around;
    return cancelled == null ? null : cancelled.reason().orElse(null);
  }

  @Override
  boolean endWith(Throwable failure) {
    cancelFork(failure);
    return tryFail(failure);
  }

  private boolean cancelFork(Throwable reason) {
    boolean first = fork().cancel(reason);
    pool.raiseAttention();
    return first;
  }

  @Override
  void failedAfterCancel(Throwable failure) {} // whoever took the branch back has said why

  @Override
  void closeScope() {} // the owner's part may still run in it; the owner closes it

  /**
   * Waits for a branch that somebody else runs: on the processor for about as long as it takes to
   * suspend and to resume, or shorter if the worker has something else to do.
   */
  void awaitEnd() {
    Strand strand = pool.parallelism() == 1 ? null : Strand.here(); // alone, only suspending helps
    int moments = 0;
    while (strand != null && isRunning() && moments < (pool.hasWork() ? BUSY_MOMENTS : MOMENTS)) {
      if (strand.helps(this)) {
        moments = 0;
      } else if (!endsInAMoment()) {
        moments++;
      }
    }
    if (strand == null) {
      awaitUninterruptibly();
    } else {
      strand.join(this);
    }
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
   * Stops the branch because its owner's part threw: it never begins, or is cancelled and waited
   * for.
   *
   * @return what failed first, with the later failure suppressed on it
   */
  Throwable abandon(Throwable failure) {
    if (claim() != null) {
      return failure;
    }
    boolean oursFirst = cancelFork(failure);
    awaitEnd();
    if (!(peek().orElseThrow() instanceof Outcome.Failed<T>(Throwable theirs))
        || isEcho(theirs, failure)) {
      return failure;
    }
    if (isEcho(failure, theirs)) {
      return theirs;
    }
    return oursFirst ? Failures.both(failure, theirs) : Failures.both(theirs, failure);
  }

  /** Whether a failure says no more than that it was cancelled because of the other. */
  private static boolean isEcho(Throwable failure, Throwable other) {
    return failure instanceof Cancelled cancelled
        && (rootOf(cancelled) == other
            || (other instanceof Cancelled too && rootOf(cancelled) == rootOf(too)));
  }

  private static @Nullable Throwable rootOf(Cancelled cancelled) {
    Throwable reason = cancelled.reason();
    while (reason instanceof Cancelled deeper && deeper.reason() != null) {
      reason = deeper.reason();
    }
    return reason;
  }

  @Override
  public String toString() {
    return "branch " + described();
  }
}
