package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Decision;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A value that will be there: the reading half of a {@link Promise}, or of a task that a {@link
 * Pool} was given. It settles once: with a value, a failure or a cancellation.
 *
 * <p>{@link #await()} works on every thread. In a task of a pool it suspends the task, never the
 * worker; if the awaited task has not begun yet, the caller may run it at once. What the task did
 * happens before the return of any wait for it. Source of the concept: Moonpool's {@code Fut};
 * there cancelling never reaches the running body, here it does.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="fut"}
 *
 * @param <T> the type of the value
 */
public abstract sealed class Fut<T extends @Nullable Object> extends Decision<T>
    implements Future<T> permits Task, Pending {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  Fut() {}

  // ---- deciding, for this package

  final boolean tryReturn(T value) {
    return decideReturned(value);
  }

  final boolean tryFail(Throwable failure) {
    return decideFailed(failure);
  }

  final boolean tryCancel(@Nullable Throwable reason) {
    return decideCancelled(reason);
  }

  // ---- settled futures and bridges

  /**
   * A future that has a value.
   *
   * @param value the value
   * @param <T> its type
   * @return the future
   */
  public static <T extends @Nullable Object> Fut<T> value(T value) {
    Fut<T> future = new Pending<>();
    future.tryReturn(value);
    return future;
  }

  /**
   * A future that has failed.
   *
   * @param failure what a wait for it throws
   * @param <T> the type of the value it does not have
   * @return the future
   */
  public static <T extends @Nullable Object> Fut<T> failed(Throwable failure) {
    Fut<T> future = new Pending<>();
    future.tryFail(failure);
    return future;
  }

  /**
   * The future of a JDK stage. Cancelling the future cancels the stage if it is a {@link
   * java.util.concurrent.CompletableFuture}.
   *
   * @param stage the stage
   * @param <T> the type of the value
   * @return a future that settles when the stage does
   */
  public static <T extends @Nullable Object> Fut<T> of(CompletionStage<T> stage) {
    return Stages.fromStage(stage);
  }

  /**
   * This future as a JDK stage. It settles when the future does, on the thread that settles it;
   * cancelling the stage cancels the future.
   *
   * @return the stage
   */
  public CompletionStage<T> toStage() {
    return Stages.toStage(this);
  }

  // ---- waiting

  /**
   * Suspends the caller until the future settles, and returns its value. If the caller is a task of
   * the same work-stealing or {@linkplain Pool#confined() confined} pool and nobody has begun the
   * awaited one, the caller runs it, up to some depth of tasks that await tasks; cancelling the
   * caller then takes effect when that task has ended. Other pools keep to the order of submission.
   *
   * @return the value
   * @throws dev.caravan.core.kernel.TaskFailed if the task failed with a checked exception;
   *     unchecked ones and errors are rethrown as they are, with the stack trace of the original
   *     throw
   * @throws dev.caravan.core.kernel.Cancelled if the future was cancelled, or if the caller's scope
   *     was cancelled first
   * @throws Interrupted if the caller's thread was interrupted first
   * @throws IllegalStateException in a strict transaction; or if 200 tasks of a confined pool await
   *     each other in a chain: its one thread cannot wait for itself
   */
  @Suspends
  @Override
  public T await() {
    runIfOurs();
    return super.await();
  }

  /** Runs a task of the caller's pool that has not begun: see {@link Strand#runIfUnstarted}. */
  void runIfOurs() {
    NoEffects.refuse("wait for", this);
    if (this instanceof SpawnedTask<?> task && isRunning()) {
      Strand strand = Strand.here();
      if (strand != null && strand.pool == task.pool) {
        strand.runIfUnstarted(task);
      }
    }
  }

  /**
   * Suspends the caller until the future settles or the limit ends. Never runs the awaited task
   * itself: so in a task of a {@linkplain Pool#confined() confined} pool the wait for another that
   * has not begun ends with the limit.
   *
   * @param limit how long at most; zero or less only looks
   * @return the value
   * @throws TimedOut if the limit ran out first; the task goes on
   * @throws dev.caravan.core.kernel.TaskFailed if the task failed with a checked exception;
   *     unchecked ones and errors are rethrown as they are
   * @throws dev.caravan.core.kernel.Cancelled if the future was cancelled, or if the caller's scope
   *     was cancelled first
   * @throws Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  @Override
  public T await(Duration limit) {
    return super.await(limit);
  }

  @Suspends
  @Override
  public void awaitUninterruptibly() {
    runIfOurs();
    super.awaitUninterruptibly();
  }

  /** Waits for the end without looking at the outcome. */
  void awaitDone(long deadline) {
    awaitDone(
        deadline == Carrier.NO_DEADLINE ? FOREVER : Duration.ofNanos(deadline - Carrier.now()));
  }

  private void awaitDone(Duration limit) {
    Trigger trigger = new Trigger(this);
    if (!isRunning() || !tryAttach(trigger)) {
      return;
    }
    try {
      if (!trigger.await(limit)) {
        throw new TimedOut(toString(), limit);
      }
    } finally {
      if (!trigger.isSignaled()) {
        detach(trigger);
      }
    }
  }

  /**
   * Waits as {@link #await()} does, with the exceptions of a JDK future.
   *
   * @throws ExecutionException with what the task threw as the cause
   * @throws InterruptedException if the caller's thread was interrupted; the status is cleared
   * @throws dev.caravan.core.kernel.Cancelled if the future was cancelled, or if the caller's scope
   *     was cancelled first
   */
  @Suspends
  @Override
  public T get() throws InterruptedException, ExecutionException {
    try {
      runIfOurs();
      awaitDone(FOREVER);
    } catch (Interrupted e) {
      throw asChecked(e);
    }
    return settledValue();
  }

  /**
   * Waits as {@link #await(Duration)} does, with the exceptions of a JDK future.
   *
   * @throws ExecutionException with what the task threw as the cause
   * @throws InterruptedException if the caller's thread was interrupted; the status is cleared
   * @throws dev.caravan.core.kernel.Cancelled if the future was cancelled, or if the caller's scope
   *     was cancelled first
   * @throws TimeoutException if the limit ran out first
   */
  @Suspends
  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      awaitDone(Duration.ofNanos(unit.toNanos(timeout)));
    } catch (Interrupted e) {
      throw asChecked(e);
    } catch (TimedOut e) {
      TimeoutException late = new TimeoutException(e.getMessage());
      late.initCause(e);
      throw late;
    }
    return settledValue();
  }

  /** The value of a settled future, with the exceptions of {@link #await()}. */
  final T settledValueOrThrow() {
    return decided();
  }

  private T settledValue() throws ExecutionException {
    return switch (settled()) {
      case Outcome.Returned<T>(T value) -> value;
      case Outcome.Failed<T>(Throwable error) -> throw new ExecutionException(error);
      case Outcome.WasCancelled<T> cancelled -> decided();
    };
  }

  private Outcome<T> settled() {
    return peek().orElseThrow();
  }

  /** The checked form of an interruption, by the JDK's rule: the status is cleared. */
  static InterruptedException asChecked(Interrupted e) {
    Thread.interrupted();
    InterruptedException checked = new InterruptedException(e.getMessage());
    checked.initCause(e);
    return checked;
  }

  // ---- looking

  @Override
  public boolean isDone() {
    return !isRunning();
  }

  /**
   * Whether it settled with a value.
   *
   * @return true once it has
   */
  public boolean isSucceeded() {
    return peek().orElse(null) instanceof Outcome.Returned<T>;
  }

  /**
   * Whether it settled with a failure. A cancelled future has not failed.
   *
   * @return true once it has
   */
  public boolean isFailed() {
    return peek().orElse(null) instanceof Outcome.Failed<T>;
  }

  @Override
  public State state() {
    return switch (peek().orElse(null)) {
      case null -> State.RUNNING;
      case Outcome.Returned<T> r -> State.SUCCESS;
      case Outcome.Failed<T> f -> State.FAILED;
      case Outcome.WasCancelled<T> c -> State.CANCELLED;
    };
  }

  /**
   * The value, without waiting.
   *
   * @throws IllegalStateException if it is pending, failed or cancelled
   */
  @Override
  public T resultNow() {
    if (peek().orElse(null) instanceof Outcome.Returned<T>(T value)) {
      return value;
    }
    throw new IllegalStateException(this + " has no value: it is " + state());
  }

  /**
   * The failure, without waiting.
   *
   * @throws IllegalStateException if it is pending, has a value or is cancelled
   */
  @Override
  public Throwable exceptionNow() {
    if (peek().orElse(null) instanceof Outcome.Failed<T>(Throwable error)) {
      return error;
    }
    throw new IllegalStateException(this + " has no failure: it is " + state());
  }

  // ---- cancelling

  /**
   * Cancels the future: its waiters get {@link dev.caravan.core.kernel.Cancelled} at once. A task
   * that has not begun never begins; in a running one the next wait, fork or check throws, and
   * {@linkplain dev.caravan.core.kernel.Blocking blocking} code is interrupted. A future made by
   * {@link #map} and its like is cancelled alone: the futures it was made of may have other
   * readers.
   *
   * @param reason why, or null
   * @return true if this call settled the future; false if it was settled before
   * @throws IllegalStateException in a strict transaction
   */
  public boolean cancel(@Nullable Throwable reason) {
    NoEffects.refuse("cancel", this);
    return tryCancel(reason);
  }

  /**
   * Cancels without a reason; see {@link #cancel(Throwable)}. Whether the body is interrupted does
   * not depend on the argument: it is inside {@code Blocking}, and never elsewhere.
   *
   * @param mayInterruptIfRunning makes no difference
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return cancel((Throwable) null);
  }

  // ---- reacting

  /**
   * Registers what to do when the future settles. It is called once: on the thread that settles the
   * future, or at once by the caller if it is settled. It must not wait: the thread that settles
   * the future and its later callbacks, of this future and others, stand behind it. What it throws
   * goes to the handler of the pool in which the callback was registered, or is logged.
   *
   * @param callback given the outcome
   */
  public void onComplete(Consumer<? super Outcome<T>> callback) {
    Objects.requireNonNull(callback, "callback");
    Callbacks.register(this, () -> callback.accept(settled()));
  }

  /**
   * The future of a function of this future's value. The function runs as a task of the pool in
   * which the caller is, or, called from outside any pool, on the thread that settles this future,
   * where it must not wait; see {@link #onComplete}. A failure or cancellation of this future, or
   * what the function throws, settles the result.
   *
   * @param f the function
   * @param <R> the type of its value
   * @return the future of its value
   */
  public <R extends @Nullable Object> Fut<R> map(ThrowingFunction<? super T, R, ?> f) {
    return map(Pool.current(), f);
  }

  /**
   * The future of a function of this future's value, run as a task of a pool.
   *
   * @param pool where the function runs; null for the thread that settles this future, where it
   *     must not wait (see {@link #onComplete}). If the pool takes no more tasks by then, the
   *     result fails with {@link PoolClosed}
   * @param f the function
   * @param <R> the type of its value
   * @return the future of its value
   */
  public <R extends @Nullable Object> Fut<R> map(
      @Nullable Pool pool, ThrowingFunction<? super T, R, ?> f) {
    return Combinators.map(this, pool, Objects.requireNonNull(f, "f"));
  }

  /**
   * The future of the future that a function makes of this future's value; runs as {@link #map}.
   *
   * @param f the function
   * @param <R> the type of the value in the end
   * @return a future that settles as the one that {@code f} returned
   */
  public <R extends @Nullable Object> Fut<R> flatMap(ThrowingFunction<? super T, Fut<R>, ?> f) {
    return flatMap(Pool.current(), f);
  }

  /**
   * The future of the future that a function makes of this future's value, run as a task of a pool.
   *
   * @param pool where the function runs; null for the thread that settles this future, where it
   *     must not wait; see {@link #onComplete}
   * @param f the function
   * @param <R> the type of the value in the end
   * @return a future that settles as the one that {@code f} returned
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a future of a future is what flatten takes
  public <R extends @Nullable Object> Fut<R> flatMap(
      @Nullable Pool pool, ThrowingFunction<? super T, Fut<R>, ?> f) {
    return flatten(map(pool, f));
  }

  /**
   * A future that settles as this one, unless this one fails: then with what the function makes of
   * the failure. Cancellation is not a failure and passes through. Runs as {@link #map}.
   *
   * @param f the function
   * @return the future
   */
  public Fut<T> recover(ThrowingFunction<? super Throwable, ? extends T, ?> f) {
    return recover(Pool.current(), f);
  }

  /**
   * As {@link #recover(ThrowingFunction)}, with the function run as a task of a pool.
   *
   * @param pool where the function runs; null for the thread that settles this future, where it
   *     must not wait; see {@link #onComplete}
   * @param f the function
   * @return the future
   */
  public Fut<T> recover(
      @Nullable Pool pool, ThrowingFunction<? super Throwable, ? extends T, ?> f) {
    return Combinators.recover(this, pool, Objects.requireNonNull(f, "f"));
  }

  /**
   * The future of this future's outcome; it never fails.
   *
   * @return a future that settles with the outcome as its value
   */
  public Fut<Outcome<T>> outcome() {
    Fut<Outcome<T>> result = new Pending<>();
    onComplete(result::tryReturn);
    return result;
  }

  // ---- several futures

  /**
   * The future of the inner future's value.
   *
   * @param outer a future of a future
   * @param <T> the type of the value
   * @return a future that settles as the inner one, or as the outer one if that fails
   */
  public static <T extends @Nullable Object> Fut<T> flatten(Fut<Fut<T>> outer) {
    return Combinators.flatten(outer);
  }

  /**
   * The future of both values. It fails as soon as either fails; the other goes on.
   *
   * @param first one future
   * @param second another
   * @param <A> the type of the first value
   * @param <B> the type of the second value
   * @return the future of the pair
   */
  public static <A extends @Nullable Object, B extends @Nullable Object> Fut<Pair<A, B>> both(
      Fut<A> first, Fut<B> second) {
    return Combinators.both(first, second);
  }

  /**
   * The future of all values, in the order of the futures. It fails as soon as one fails; the
   * others go on. Of none it is settled at once.
   *
   * @param futures the futures
   * @param <T> the type of the values
   * @return the future of an unmodifiable list
   */
  public static <T extends @Nullable Object> Fut<List<T>> all(
      Collection<? extends Fut<? extends T>> futures) {
    return Combinators.all(new ArrayList<>(futures));
  }

  /**
   * The future of the first value. It fails once all have failed, with the last failure and the
   * others suppressed on it; the losers go on.
   *
   * @param futures at least one future
   * @param <T> the type of the value
   * @return the future of the winner's value
   * @throws IllegalArgumentException if there are no futures
   */
  public static <T extends @Nullable Object> Fut<T> firstSuccess(
      Collection<? extends Fut<? extends T>> futures) {
    return Combinators.firstSuccess(new ArrayList<>(futures));
  }

  /**
   * A future that settles as the first of several to settle, whichever way. The others go on.
   *
   * @param futures at least one future
   * @param <T> the type of the value
   * @return the future
   * @throws IllegalArgumentException if there are no futures
   */
  public static <T extends @Nullable Object> Fut<T> any(
      Collection<? extends Fut<? extends T>> futures) {
    return Combinators.any(new ArrayList<>(futures));
  }

  /**
   * Makes a future for each item and joins them.
   *
   * @param items the items
   * @param f makes a future of an item; called by the caller, in order
   * @param <A> the type of the items
   * @param <T> the type of the values
   * @return the future of all values, in the order of the items
   */
  @SuppressWarnings("NullAway") // items are As, nullable or not
  public static <A extends @Nullable Object, T extends @Nullable Object> Fut<List<T>> traverse(
      Iterable<A> items, Function<? super A, Fut<T>> f) {
    Objects.requireNonNull(f, "f");
    List<Fut<T>> futures = new ArrayList<>();
    for (A item : items) {
      futures.add(f.apply(item));
    }
    return Combinators.all(futures);
  }

  /**
   * Submits a task for each number below {@code n}.
   *
   * @param pool where the tasks run
   * @param n how many; none settles the future at once
   * @param body given the number; cannot throw checked exceptions
   * @return a future that settles when all have ended, or fails as soon as one fails; the others go
   *     on
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws PoolClosed if the pool takes no more tasks
   */
  public static Fut<@Nullable Void> forRange(Pool pool, int n, IntConsumer body) {
    if (n < 0) {
      throw new IllegalArgumentException("the number of tasks is 0 or more, not " + n);
    }
    return forEach(pool, IntStream.range(0, n).boxed().toList(), body::accept);
  }

  /**
   * Submits a task for each item. The body cannot throw checked exceptions; for one that does, use
   * {@link #traverse} with {@link Pool#spawnVoid}.
   *
   * @param pool where the tasks run
   * @param items the items, read once by the caller
   * @param body given the item
   * @param <A> the type of the items
   * @return a future that settles when all have ended, or fails as soon as one fails; the others go
   *     on
   * @throws PoolClosed if the pool takes no more tasks
   */
  public static <A extends @Nullable Object> Fut<@Nullable Void> forEach(
      Pool pool, Iterable<A> items, Consumer<? super A> body) {
    return Combinators.forEach(pool, items, body);
  }
}
