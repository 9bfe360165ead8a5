package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a pool can be told before it starts. Each kind of pool is made by its own last call. */
public final class PoolBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  static final int MAX_PARALLELISM = 32_767;

  private @Nullable String name;
  private int parallelism = Runtime.getRuntime().availableProcessors();
  private IntConsumer onWorkerStart = worker -> {};
  private IntConsumer onWorkerExit = worker -> {};
  private @Nullable Consumer<Throwable> onUncaught;

  PoolBuilder() {}

  /**
   * Names the pool; its threads are called {@code name.worker.0} and so on.
   *
   * @param name the name; by default {@code pool-1}, {@code pool-2}, …
   * @return this
   */
  public PoolBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets how many tasks run at a time. Background, confined and main pools always have one worker.
   *
   * @param parallelism 1 to 32767; by default the number of processors
   * @return this
   */
  public PoolBuilder parallelism(int parallelism) {
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          "the parallelism of a pool is 1 to "
              + MAX_PARALLELISM
              + ", not "
              + parallelism
              + (parallelism == 0 ? " (it counts all workers; callers never help)" : ""));
    }
    this.parallelism = parallelism;
    return this;
  }

  /**
   * Sets what runs once per worker before its first task, on the thread that starts as that worker.
   * What it throws goes to the handler of uncaught failures.
   *
   * @param hook given the number of the worker, from 0
   * @return this
   */
  public PoolBuilder onWorkerStart(IntConsumer hook) {
    this.onWorkerStart = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Sets what runs once per worker after the last task of the pool, on the thread that then is that
   * worker: the one it started on, unless tasks were suspended.
   *
   * @param hook given the number of the worker, from 0
   * @return this
   */
  public PoolBuilder onWorkerExit(IntConsumer hook) {
    this.onWorkerExit = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Sets who is told of failures that have no future to carry them: of raw tasks, callbacks of
   * futures, hooks of workers, and of tasks that fail after they were cancelled. What the handler
   * itself throws is logged; it cannot end a worker, let alone the process.
   *
   * @param handler the handler; by default failures are logged as errors
   * @return this
   */
  public PoolBuilder onUncaught(Consumer<Throwable> handler) {
    this.onUncaught = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Makes a {@linkplain Pool#workStealing(int) work-stealing} pool.
   *
   * @return the pool, its workers started
   */
  public Pool workStealing() {
    return Scheduler.started(options(parallelism), Scheduler.Kind.WORK_STEALING);
  }

  /**
   * Makes a {@linkplain Pool#fifo(int) first-in first-out} pool.
   *
   * @return the pool, its workers started
   */
  public Pool fifo() {
    return Scheduler.started(options(parallelism), Scheduler.Kind.FIFO);
  }

  /**
   * Makes a {@linkplain Pool#background() background} pool.
   *
   * @return the pool, its worker started
   */
  public Pool background() {
    return Scheduler.started(options(1), Scheduler.Kind.FIFO);
  }

  /**
   * Makes a {@linkplain Pool#confined() confined} pool.
   *
   * @return the pool, its thread started
   */
  public Pool confined() {
    return Scheduler.started(options(1), Scheduler.Kind.CONFINED);
  }

  /**
   * Makes a pool on the calling thread for the extent of a call; see {@link Pool#main}.
   *
   * @param body what to run, given the pool
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T main(
      ThrowingFunction<? super Pool, T, X> body) throws X {
    Objects.requireNonNull(body, "body");
    return MainRunner.run(options(1), onUncaught != null, body);
  }

  Options sharedOptions() {
    return options(parallelism);
  }

  private Options options(int workers) {
    String poolName = name == null ? "pool-" + NUMBER.incrementAndGet() : name;
    Consumer<Throwable> handler =
        onUncaught != null
            ? onUncaught
            : failure -> LOG.error("uncaught failure in pool {}", poolName, failure);
    return new Options(poolName, workers, onWorkerStart, onWorkerExit, handler);
  }

  /** The settled configuration. */
  record Options(
      String name,
      int parallelism,
      IntConsumer onWorkerStart,
      IntConsumer onWorkerExit,
      Consumer<Throwable> onUncaught) {

    void tellUncaught(Throwable failure) {
      Failures.tell(
          onUncaught,
          failure,
          second ->
              LOG.error("the handler of uncaught failures of pool {} failed itself", name, second));
    }

    Options withHandler(Consumer<Throwable> handler) {
      return new Options(name, parallelism, onWorkerStart, onWorkerExit, handler);
    }
  }
}
