package dev.caravan.core.pool;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.spi.Context;
import org.jspecify.annotations.Nullable;

/** A task without a future: its failure goes to the pool's handler. */
final class RawTask extends Task<@Nullable Void> {
  private final Runnable action;

  RawTask(
      Scheduler pool,
      Runnable action,
      Context.@Nullable Binding locals,
      @Nullable JobDeque<Job> queue) {
    super(pool, new Bodies.Raw(action, pool.options), locals, null, queue);
    this.action = action;
  }

  /** What was submitted; {@code shutdownNow} hands it back. */
  Runnable action() {
    return action;
  }

  @Override
  @Nullable CancelScope parentScope() {
    return pool.scopeFor(Strand.here());
  }

  @Override
  boolean isCancelRequested() {
    return isCancelled() || pool.isCancelled();
  }

  @Override
  @Nullable Throwable cancelReason() {
    return pool.cancelReason();
  }

  @Override
  void failedAfterCancel(Throwable failure) {}

  @Override
  public String toString() {
    return "raw task " + described();
  }
}
