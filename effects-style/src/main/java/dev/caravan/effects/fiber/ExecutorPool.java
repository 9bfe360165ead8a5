package dev.caravan.effects.fiber;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.ChannelClosed;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Domains that wait for jobs. Each job has a weight, the part of a processor that it keeps busy; a
 * worker takes another job while its jobs weigh less than one in all, so the last one may exceed
 * that. The workers are daemons of a switch and do not hold it open. Jobs may be submitted from any
 * domain or thread. Source of the concept: eio's {@code Executor_pool}.
 */
public final class ExecutorPool {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;
  private final Channel<PoolJob<?>> jobs;

  private ExecutorPool(String name) {
    this.name = name;
    this.jobs = Channel.rendezvous(this);
  }

  /**
   * Makes a pool. It is called {@code executor-pool-1}, {@code executor-pool-2}, …
   *
   * @param sw the switch that ends the pool: when it ends, workers are cancelled
   * @param domainCount how many workers; positive
   * @param manager what runs them
   * @return the pool
   * @throws IllegalArgumentException if the number is not positive
   */
  public static ExecutorPool create(Switch sw, int domainCount, DomainManager manager) {
    requirePositive(domainCount);
    return create(sw, "executor-pool-" + NUMBER.incrementAndGet(), domainCount, manager);
  }

  /**
   * Makes a pool with a name for threads, messages and dumps: its domains, and the fibers that open
   * them, are called {@code name.1}, {@code name.2}, …
   *
   * @param sw the switch that ends the pool: when it ends, workers are cancelled
   * @param name the name
   * @param domainCount how many workers; positive
   * @param manager what runs them
   * @return the pool
   * @throws IllegalArgumentException if the number is not positive
   */
  public static ExecutorPool create(
      Switch sw, String name, int domainCount, DomainManager manager) {
    requirePositive(domainCount);
    ExecutorPool pool =
        new ExecutorPool(Objects.requireNonNull(name, "the name of a pool is null"));
    Registration _ = sw.onRelease(pool.jobs::close);
    for (int i = 1; i <= domainCount; i++) {
      String worker = name + "." + i;
      sw.forkDaemon(worker, () -> manager.callNamed(worker, () -> new PoolWorker(pool.jobs).run()));
    }
    return pool;
  }

  private static void requirePositive(int domainCount) {
    if (domainCount <= 0) {
      throw new IllegalArgumentException(
          "the domains of an executor pool must be positive, not " + domainCount);
    }
  }

  /**
   * Has a job run by a worker, and suspends the caller until it has ended. Until a worker takes the
   * job, cancelling the caller takes it back. From then on it runs to its end, whether or not the
   * caller is still there for its value.
   *
   * @param weight the part of a processor that it keeps busy: at least 0, at most 1
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws, as the same object
   * @throws IllegalArgumentException if the weight is out of range
   * @throws IllegalStateException if the pool is closed, since its switch has ended
   * @throws Cancelled if the caller's scope was cancelled; or if the worker was, as {@link
   *     Fiber#check} can tell
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T submit(
      double weight, ThrowingSupplier<T, X> body) throws X {
    return switch (submitForOutcome(weight, body)) {
      case Outcome.Returned<T>(T value) -> value;
      case Outcome.Failed<T>(Throwable error) -> throw Failures.<X>sneaky(error);
      case Outcome.WasCancelled<T>(Throwable reason) -> throw new Cancelled("the job", reason);
    };
  }

  /**
   * Has a job run like {@link #submit}, and returns how it ended.
   *
   * @param weight the part of a processor that it keeps busy: at least 0, at most 1
   * @param body what to run
   * @param <T> the type of its value
   * @return its value or its failure
   * @throws IllegalArgumentException if the weight is out of range
   * @throws IllegalStateException if the pool is closed, since its switch has ended
   * @throws Cancelled if the caller's scope was cancelled
   */
  @Suspends
  public <T extends @Nullable Object> Outcome<T> submitForOutcome(
      double weight, ThrowingSupplier<T, ?> body) {
    PoolJob<T> job = PoolJob.of(weight, body);
    try {
      jobs.send(job);
    } catch (ChannelClosed e) {
      throw new IllegalStateException("the executor pool is closed: its switch has ended", e);
    }
    return job.promise().awaitOutcome();
  }

  /**
   * Has a job run without waiting for a worker: a fiber of a switch submits it.
   *
   * @param sw the switch
   * @param weight the part of a processor that it keeps busy: at least 0, at most 1
   * @param body what to run
   * @param <T> the type of its value
   * @return its value to come
   * @throws IllegalArgumentException if the weight is out of range
   */
  public <T extends @Nullable Object> Promise<T> submitFork(
      Switch sw, double weight, ThrowingSupplier<T, ?> body) {
    PoolJob.check(weight);
    return sw.forkPromise("job", () -> this.<T, Throwable>submit(weight, body::get));
  }

  /** Names the pool in messages and dumps. */
  @Override
  public String toString() {
    return "executor pool " + name;
  }
}
