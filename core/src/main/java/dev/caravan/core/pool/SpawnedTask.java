package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.spi.Context;
import org.jspecify.annotations.Nullable;

/** A task that somebody spawned: it stands alone, and is cancelled through its future. */
final class SpawnedTask<T extends @Nullable Object> extends Task<T> {
  SpawnedTask(
      Scheduler pool,
      ThrowingSupplier<T, ?> body,
      Context.@Nullable Binding locals,
      @Nullable JobDeque<Job> queue) {
    super(pool, body, locals, null, queue);
  }

  /** Cancels the result, and takes the body away or, if it is running, asks it to stop. */
  @Override
  public boolean cancel(@Nullable Throwable reason) {
    if (!tryCancel(reason)) {
      return false;
    }
    if (claim() == null) {
      cancelRunning(reason);
    }
    return true;
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
    return peek().orElse(null) instanceof Outcome.WasCancelled<T> cancelled
        ? cancelled.reason()
        : pool.cancelReason();
  }

  /** A task that stopped because its pool was shut down now has not failed: it is cancelled. */
  @Override
  boolean endWith(Throwable failure) {
    return (failure instanceof Cancelled && pool.isCancelled())
        ? tryCancel(pool.cancelReason())
        : tryFail(failure);
  }

  @Override
  void failedAfterCancel(Throwable failure) {
    if (!(failure instanceof Cancelled)) {
      pool.options.tellUncaught(failure);
    }
  }
}
