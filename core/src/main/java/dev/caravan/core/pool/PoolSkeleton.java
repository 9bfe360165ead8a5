package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The part of a pool that says everything by its few basic operations. */
abstract class PoolSkeleton implements Pool {
  @Override
  public Fut<@Nullable Void> spawnVoid(ThrowingRunnable<?> body) {
    Objects.requireNonNull(body, "the task to spawn is null");
    return this.<@Nullable Void>spawn(new Bodies.OfRunnable(body));
  }

  @Override
  public <T extends @Nullable Object> Fut<T> submit(Callable<T> task) {
    Objects.requireNonNull(task, "the task to submit is null");
    return spawn(new Bodies.OfCallable<>(task));
  }

  @Override
  public <T extends @Nullable Object> Fut<T> submit(Runnable task, T result) {
    Objects.requireNonNull(task, "the task to submit is null");
    return spawn(new Bodies.WithResult<>(task, result));
  }

  @Override
  public Fut<?> submit(Runnable task) {
    Objects.requireNonNull(task, "the task to submit is null");
    return this.<@Nullable Void>spawn(new Bodies.WithResult<@Nullable Void>(task, null));
  }

  @Override
  public <X extends Throwable> void invokeVoid(ThrowingRunnable<X> body) throws X {
    Objects.requireNonNull(body, "the body to invoke is null");
    this.<@Nullable Void, X>invoke(() -> {
      body.run();
      return null;
    });
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return Bulk.all(this, tasks, Carrier.NO_DEADLINE);
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return Bulk.all(this, tasks, deadline(timeout, unit));
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return Bulk.any(this, tasks, Carrier.NO_DEADLINE);
    } catch (TimeoutException impossible) {
      throw new AssertionError("no deadline, yet it came", impossible);
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return Bulk.any(this, tasks, deadline(timeout, unit));
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      return awaitTermination(Duration.ofNanos(unit.toNanos(timeout)));
    } catch (Interrupted e) {
      throw Fut.asChecked(e);
    }
  }

  private static long deadline(long timeout, TimeUnit unit) {
    return Carrier.deadlineAfter(Duration.ofNanos(unit.toNanos(timeout)));
  }
}
