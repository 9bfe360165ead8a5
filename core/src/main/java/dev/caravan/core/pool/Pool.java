package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Workers that run tasks. A task that awaits a {@link Fut} or waits for anything else of Caravan's
 * is suspended and its worker goes on with other tasks, so a pool of one worker cannot deadlock on
 * futures of its own tasks, unless these wait for each other in a circle. Parallelism is the total:
 * a pool of {@code n} runs at most {@code n} tasks at a time, and a caller from outside who
 * {@linkplain #invoke invokes} waits without running any. Any thread may submit.
 *
 * <p>A pool is an {@link ExecutorService} in full. A task that calls something that stalls its
 * thread (a socket, a JDK lock, {@code Thread.sleep}) holds its worker, unless it does so in {@link
 * dev.caravan.core.kernel.Blocking}. Worker threads are daemons: {@link #close()} the pool to have
 * everything run to its end. Source of the concept: Moonpool's {@code Runner} and its pools, with
 * domainslib's {@code Task.pool}; there, suspended tasks could be lost by a shutdown, here they are
 * waited for.
 *
 * <p>Actions in a thread before it submits a task happen before the task runs, which happens before
 * the return of any wait for its future.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="pool"}
 */
public interface Pool extends ExecutorService {

  /**
   * A pool whose workers have a queue each, newest first, and steal from each other, oldest first:
   * the throughput choice. Tasks are not run in the order of submission.
   *
   * @param parallelism how many tasks run at a time, 1 to 32767
   * @return the pool, its workers started
   */
  static Pool workStealing(int parallelism) {
    return configure().parallelism(parallelism).workStealing();
  }

  /**
   * A pool with one queue: tasks begin strictly in the order of submission. The choice for fairness
   * and latency.
   *
   * @param parallelism how many tasks run at a time, 1 to 32767
   * @return the pool, its workers started
   */
  static Pool fifo(int parallelism) {
    return configure().parallelism(parallelism).fifo();
  }

  /**
   * A pool of one worker with one queue: its tasks exclude each other except where one waits, and
   * begin in the order of submission. Owns a resource, in the way of an actor. If the resource
   * demands one and the same thread, see {@link #confined()}.
   *
   * @return the pool, its worker started
   */
  static Pool background() {
    return configure().background();
  }

  /**
   * A pool of one thread, always the same: for resources that belong to a thread. Tasks begin in
   * the order of submission, but for those that are awaited: a task that waits holds the thread, so
   * it runs what it {@linkplain Fut#await() awaits} if that is a task of this pool that has not
   * begun, at once and on its own stack. Waits with a limit do not, and some 200 tasks that await
   * each other in a chain are refused.
   *
   * @return the pool, its thread started
   */
  static Pool confined() {
    return configure().confined();
  }

  /**
   * A pool of one worker on the calling thread, for the extent of a call: the body is its first
   * task, and what the body submits runs while the body waits, in the order of submission. Returns
   * when the body and all it submitted have ended. A failure that has no future to carry it, such
   * as that of a raw task ({@link #execute}), cancels the body and fails the call, unless a handler
   * was configured.
   *
   * @param body what to run, given the pool
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  @Suspends
  static <T extends @Nullable Object, X extends Throwable> T main(
      ThrowingFunction<? super Pool, T, X> body) throws X {
    return configure().main(body);
  }

  /**
   * As {@link #main}, for a body without a value.
   *
   * @param body what to run, given the pool
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  @Suspends
  static <X extends Throwable> void mainVoid(ThrowingConsumer<? super Pool, X> body) throws X {
    Objects.requireNonNull(body, "body");
    Pool.<@Nullable Void, X>main(pool -> {
      body.accept(pool);
      return null;
    });
  }

  /**
   * The pool that fork-join uses outside any pool: work-stealing, one worker per processor, made on
   * first use. It lives as long as the JVM and refuses to be shut down, closed or waited for, with
   * an {@link IllegalStateException}.
   *
   * @return the shared pool
   */
  static Pool shared() {
    return SharedPool.POOL;
  }

  /**
   * Begins a configuration: name, parallelism, hooks, handler of uncaught failures.
   *
   * @return a builder
   */
  static PoolBuilder configure() {
    return new PoolBuilder();
  }

  /**
   * The pool whose task the caller is.
   *
   * @return the pool, or null outside any
   */
  static @Nullable Pool current() {
    Strand strand = Strand.here();
    return strand == null ? null : strand.pool;
  }

  /**
   * The name of the pool, which begins the names of its threads.
   *
   * @return the name
   */
  String name();

  /**
   * How many tasks run at a time.
   *
   * @return the parallelism, at least 1
   */
  int parallelism();

  /**
   * What the pool is doing and has done.
   *
   * @return a snapshot
   */
  PoolStatistics statistics();

  /**
   * Submits a task.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @return its future; cancelling it reaches the running body
   * @throws PoolClosed if the pool takes no more tasks. Tasks of the pool may still spawn while it
   *     drains
   */
  <T extends @Nullable Object> Fut<T> spawn(ThrowingSupplier<T, ?> body);

  /**
   * Submits a task without a value.
   *
   * @param body what to run
   * @return its future; cancelling it reaches the running body
   * @throws PoolClosed if the pool takes no more tasks
   */
  Fut<@Nullable Void> spawnVoid(ThrowingRunnable<?> body);

  /**
   * Runs a body as a task of this pool and waits for it. Called from a task of the same pool it
   * simply runs the body. If the caller is cancelled or interrupted, so is the task.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws, with the stack trace of the original throw
   * @throws PoolClosed if the pool takes no more tasks
   */
  @Suspends
  <T extends @Nullable Object, X extends Throwable> T invoke(ThrowingSupplier<T, X> body) throws X;

  /**
   * Runs a body as a task of this pool and waits for it; see {@link #invoke}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws PoolClosed if the pool takes no more tasks
   */
  @Suspends
  <X extends Throwable> void invokeVoid(ThrowingRunnable<X> body) throws X;

  /**
   * Submits a raw task without a future. What it throws goes to the pool's handler; the worker goes
   * on.
   *
   * @param task what to run
   * @throws PoolClosed if the pool takes no more tasks
   */
  @Override
  void execute(Runnable task);

  /** Submits a task; as {@link #spawn}. */
  @Override
  <T extends @Nullable Object> Fut<T> submit(Callable<T> task);

  /** Submits a task with a result known before; as {@link #spawn}. */
  @Override
  <T extends @Nullable Object> Fut<T> submit(Runnable task, T result);

  /** Submits a task without a value; as {@link #spawnVoid}. */
  @Override
  Fut<?> submit(Runnable task);

  /**
   * Lets the caller's task step behind the tasks that wait for a worker, and returns when it is its
   * turn again. Outside a pool, and on a confined pool, a hint to the JVM. Ignores interrupts,
   * whose status is kept; outside a pool it ignores cancellation too.
   *
   * @throws dev.caravan.core.kernel.Cancelled if the caller is a task and its scope is cancelled
   */
  @Suspends
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all there is outside a pool
  static void yieldNow() {
    Strand strand = Strand.here();
    if (strand == null) {
      Thread.yield();
    } else {
      strand.yieldNow();
    }
  }

  /**
   * Takes no more tasks from outside. What is queued, running or suspended goes on, and may spawn.
   * Returns at once; idempotent; may be called by a task of the pool.
   *
   * @throws IllegalStateException if this is the {@linkplain #shared() shared} pool
   */
  @Override
  void shutdown();

  /**
   * Takes no more tasks, cancels those that are running or suspended, and hands back those that
   * have not begun, whose futures are cancelled too. A running body is stopped at its next wait,
   * fork or check, or in {@link dev.caravan.core.kernel.Blocking}; one that meets none of these
   * runs to its end, and its future with it. Code in {@link
   * dev.caravan.core.kernel.CancelScope#protect} is not reached.
   *
   * @return the tasks that will never begin
   * @throws IllegalStateException if this is the {@linkplain #shared() shared} pool
   */
  @Override
  List<Runnable> shutdownNow();

  /**
   * Waits until a pool that was shut down has ended: its tasks, then its exit hooks.
   *
   * @param limit how long at most
   * @return true if it has ended; false if the limit ran out first
   * @throws IllegalStateException if the caller is a task of this pool, which could not end then
   */
  @Suspends
  boolean awaitTermination(Duration limit);

  /**
   * Shuts the pool down and waits until everything given to it has run and the exit hooks have
   * ended; idempotent. A task that never ends keeps it waiting for ever: {@link #shutdownNow()}, or
   * {@link #awaitTermination(Duration)} with a limit, is for that. If the caller is interrupted or
   * cancelled meanwhile, the pool is {@linkplain #shutdownNow() shut down now}, waited for, and the
   * exception thrown. Not for what a task of this pool waits for, in another pool or thread: the
   * two would wait for each other; a call by such a task itself is refused.
   *
   * @throws IllegalStateException if the caller is a task of this pool, or this is the {@linkplain
   *     #shared() shared} pool
   */
  @Suspends
  @Override
  void close();
}
