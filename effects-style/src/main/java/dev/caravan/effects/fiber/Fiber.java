package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a fiber does: running parts of its work concurrently, each operation with a {@link Switch}
 * of its own, and looking at its own state. Works on any thread; in a domain the parts take turns,
 * in an order that can be foretold, outside they run in parallel.
 *
 * <table>
 * <caption>What a method means</caption>
 * <thead><tr><th>method</th><th>in a domain</th><th>outside</th></tr></thead>
 * <tbody>
 * <tr><td>{@link #both}, {@link #pair}, {@link #all}, {@link #first}, {@link #any}, {@link
 * #nAny}</td><td>each part runs until it first suspends, then the next begins; the last runs in the
 * calling fiber</td><td>all but the last run on virtual threads of their own, in parallel; the last
 * on the calling thread</td></tr>
 * <tr><td>{@link #map} and the like</td><td colspan="2">the same, with a bound on how many
 * run</td></tr>
 * <tr><td>{@link #yieldNow}</td><td>all that are queued run first</td><td>{@link
 * Thread#yield}</td></tr>
 * <tr><td>{@link #sleep}</td><td>suspends the fiber, by the domain's clock</td><td>suspends the
 * thread, by the system's clock</td></tr>
 * <tr><td>{@link #await}</td><td>suspends the fiber; a deterministic domain waits for the
 * outside</td><td>suspends the thread</td></tr>
 * <tr><td>{@link #awaitCancel}</td><td>suspends the fiber</td><td>suspends the thread; if it is in no
 * scope, until it is interrupted</td></tr>
 * <tr><td>{@link #check}, {@link #isCancelled}</td><td colspan="2">the same; a thread that is in no
 * scope is never cancelled</td></tr>
 * </tbody>
 * </table>
 *
 * <p>If a part fails the others are cancelled, all are waited for, which nothing cuts short, and
 * the failure is thrown, as the same object, or {@link MultipleFailures}. In a part that is
 * cancelled, waits of Caravan throw {@link Cancelled}. Those of the JDK are interrupted inside
 * {@link dev.caravan.core.kernel.Blocking}, everywhere; without it on the engine {@code LOOP}, and
 * outside any domain in the parts that have a thread of their own. The last part runs there on the
 * calling thread, which is interrupted in {@code Blocking} only.
 *
 * <p>Source of the concept: eio's {@code Fiber}.
 */
public final class Fiber {
  private Fiber() {}

  // ---- all of them

  /**
   * Runs two bodies concurrently; the first begins, the second runs in the calling fiber. If the
   * first fails before it suspends, the second never starts.
   *
   * @param f the first
   * @param g the second
   * @param <X> what they may throw
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled
   */
  @Suspends
  public static <X extends Throwable> void both(ThrowingRunnable<X> f, ThrowingRunnable<X> g)
      throws X {
    Switch.<X>run(
        "both",
        sw -> {
          sw.fork(f);
          sw.check();
          g.run();
        });
  }

  /**
   * Two values.
   *
   * @param first the value of the first body
   * @param second that of the second
   * @param <A> the type of the first
   * @param <B> the type of the second
   */
  public record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}

  /**
   * Runs two bodies like {@link #both}, and returns their values.
   *
   * @param f the first
   * @param g the second
   * @param <A> the type of the first value
   * @param <B> the type of the second value
   * @param <X> what they may throw
   * @return both values
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled
   */
  @Suspends
  @SuppressWarnings("NullAway") // without a failure the first body has returned an A
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      Pair<A, B> pair(ThrowingSupplier<A, X> f, ThrowingSupplier<B, X> g) throws X {
    AtomicReference<@Nullable A> first = new AtomicReference<>();
    B second =
        Switch.<B, X>call(
            "pair",
            sw -> {
              sw.fork(() -> first.set(f.get()));
              sw.check();
              return g.get();
            });
    return new Pair<>(first.get(), second);
  }

  /**
   * Runs bodies concurrently, the last of them in the calling fiber. Once one has failed no further
   * one is started.
   *
   * @param bodies the bodies; none returns at once
   * @param <X> what they may throw
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled
   */
  @Suspends
  @SafeVarargs
  @SuppressWarnings("varargs") // the list is only read
  public static <X extends Throwable> void all(ThrowingRunnable<X>... bodies) throws X {
    all(Arrays.asList(bodies));
  }

  /**
   * Runs bodies concurrently, the last of them in the calling fiber. Once one has failed no further
   * one is started.
   *
   * @param bodies the bodies; none returns at once
   * @param <X> what they may throw
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled
   */
  @Suspends
  public static <X extends Throwable> void all(
      Collection<? extends ThrowingRunnable<? extends X>> bodies) throws X {
    FiberLists.<ThrowingRunnable<? extends X>, X>forEach(
        "all", FiberLists.UNLIMITED, bodies, ThrowingRunnable::run);
  }

  // ---- the first of them

  /**
   * Runs two bodies concurrently until one has a value; the other is cancelled and waited for. Both
   * begin, even if the other has won or failed before, or the caller's scope is cancelled: then
   * they run up to their first wait. If both have values, the earlier is returned: what the other
   * did has happened too. A body that throws, even while it is cancelled, fails the whole.
   *
   * @param f the first, which begins
   * @param g the second, which runs in the calling fiber
   * @param <T> the type of the value
   * @param <X> what they may throw
   * @return the value, even if the caller's scope was cancelled meanwhile
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled and neither has a value
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T first(
      ThrowingSupplier<? extends T, X> f, ThrowingSupplier<? extends T, X> g) throws X {
    return Race.<T, X>run("first", List.of(f, g)).getFirst();
  }

  /**
   * Runs two bodies like {@link #first(ThrowingSupplier, ThrowingSupplier)}, and combines two
   * values to one, so that none is lost.
   *
   * @param combine makes one value of the earlier and the later
   * @param f the first
   * @param g the second
   * @param <T> the type of the value
   * @param <X> what they may throw
   * @return the value, even if the caller's scope was cancelled meanwhile
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled and neither has a value
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T first(
      BinaryOperator<T> combine,
      ThrowingSupplier<? extends T, X> f,
      ThrowingSupplier<? extends T, X> g)
      throws X {
    return combined(combine, Race.<T, X>run("first", List.of(f, g)));
  }

  /**
   * Runs bodies concurrently until one has a value, like {@link #first(ThrowingSupplier,
   * ThrowingSupplier)}: all of them begin, in a domain in their order.
   *
   * @param bodies the bodies; of none, waits to be cancelled
   * @param <T> the type of the value
   * @param <X> what they may throw
   * @return the value, even if the caller's scope was cancelled meanwhile
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled and none has a value
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T any(
      List<? extends ThrowingSupplier<? extends T, ? extends X>> bodies) throws X {
    return Fiber.<T, X>values("any", bodies).getFirst();
  }

  /**
   * Runs bodies concurrently until one has a value, like {@link #any(List)}, and combines the
   * values if several have one.
   *
   * @param combine makes one value of the earlier and the later
   * @param bodies the bodies; of none, waits to be cancelled
   * @param <T> the type of the value
   * @param <X> what they may throw
   * @return the value, even if the caller's scope was cancelled meanwhile
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled and none has a value
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T any(
      BinaryOperator<T> combine, List<? extends ThrowingSupplier<? extends T, ? extends X>> bodies)
      throws X {
    return combined(combine, Fiber.<T, X>values("any", bodies));
  }

  /**
   * Runs bodies concurrently until one has a value, like {@link #any(List)}, and returns all values
   * that there are when the others have ended.
   *
   * @param bodies the bodies; of none, waits to be cancelled
   * @param <T> the type of the values
   * @param <X> what they may throw
   * @return the values, at least one, in the order in which the bodies returned
   * @throws X whatever they throw
   * @throws Cancelled if the caller's scope was cancelled and none has a value
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> List<T> nAny(
      List<? extends ThrowingSupplier<? extends T, ? extends X>> bodies) throws X {
    return Fiber.<T, X>values("nAny", bodies);
  }

  private static <T extends @Nullable Object, X extends Throwable> List<T> values(
      String name, List<? extends ThrowingSupplier<? extends T, ? extends X>> bodies) throws X {
    return bodies.isEmpty() ? awaitCancel() : Race.<T, X>run(name, bodies);
  }

  private static <T extends @Nullable Object> T combined(
      BinaryOperator<T> combine, List<T> values) {
    T result = values.getFirst();
    for (T later : values.subList(1, values.size())) {
      result = combine.apply(result, later);
    }
    return result;
  }

  // ---- lists

  /**
   * Applies a function to all items concurrently, the last in the calling fiber.
   *
   * @param items the items
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results, in the order of the items
   * @throws X whatever the function throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      List<B> map(Collection<? extends A> items, ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return map(FiberLists.UNLIMITED, items, f);
  }

  /**
   * Applies a function to all items, to so many at a time: the next begins as soon as one has
   * ended.
   *
   * @param maxFibers how many at most; positive
   * @param items the items
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results, in the order of the items
   * @throws X whatever the function throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Throwable>
      List<B> map(
          int maxFibers,
          Collection<? extends A> items,
          ThrowingFunction<? super A, ? extends B, X> f)
          throws X {
    return FiberLists.<A, B, X>map(maxFibers, items, f);
  }

  /**
   * The items of which a predicate is true, asked concurrently like {@link #map(int, Collection,
   * ThrowingFunction)}.
   *
   * @param maxFibers how many at most; positive
   * @param items the items
   * @param predicate the predicate
   * @param <A> the type of the items
   * @param <X> what the predicate may throw
   * @return the items that are in, in their order
   * @throws X whatever the predicate throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, X extends Throwable> List<A> filter(
      int maxFibers,
      Collection<? extends A> items,
      ThrowingFunction<? super A, Boolean, X> predicate)
      throws X {
    return FiberLists.<A, X>filter(maxFibers, items, predicate);
  }

  /**
   * The items of which a predicate is true, all asked concurrently.
   *
   * @param items the items
   * @param predicate the predicate
   * @param <A> the type of the items
   * @param <X> what the predicate may throw
   * @return the items that are in, in their order
   * @throws X whatever the predicate throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, X extends Throwable> List<A> filter(
      Collection<? extends A> items, ThrowingFunction<? super A, Boolean, X> predicate) throws X {
    return filter(FiberLists.UNLIMITED, items, predicate);
  }

  /**
   * The results that a function has, applied concurrently like {@link #map(int, Collection,
   * ThrowingFunction)}.
   *
   * @param maxFibers how many at most; positive
   * @param items the items
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results that are present, in the order of the items
   * @throws X whatever the function throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, B, X extends Throwable> List<B> filterMap(
      int maxFibers, Collection<? extends A> items, ThrowingFunction<? super A, Optional<B>, X> f)
      throws X {
    return FiberLists.<A, Optional<B>, X>map(maxFibers, items, f).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The results that a function has, applied to all items concurrently.
   *
   * @param items the items
   * @param f the function
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @param <X> what the function may throw
   * @return the results that are present, in the order of the items
   * @throws X whatever the function throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, B, X extends Throwable> List<B> filterMap(
      Collection<? extends A> items, ThrowingFunction<? super A, Optional<B>, X> f) throws X {
    return filterMap(FiberLists.UNLIMITED, items, f);
  }

  /**
   * Runs a body for all items concurrently, the last in the calling fiber.
   *
   * @param items the items
   * @param body the body
   * @param <A> the type of the items
   * @param <X> what the body may throw
   * @throws X whatever the body throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, X extends Throwable> void forEach(
      Collection<? extends A> items, ThrowingConsumer<? super A, X> body) throws X {
    forEach(FiberLists.UNLIMITED, items, body);
  }

  /**
   * Runs a body for all items, for so many at a time: the next begins as soon as one has ended.
   *
   * @param maxFibers how many at most; positive
   * @param items the items
   * @param body the body
   * @param <A> the type of the items
   * @param <X> what the body may throw
   * @throws X whatever the body throws; the others are cancelled
   */
  @Suspends
  public static <A extends @Nullable Object, X extends Throwable> void forEach(
      int maxFibers, Collection<? extends A> items, ThrowingConsumer<? super A, X> body) throws X {
    FiberLists.<A, X>forEach("forEach", maxFibers, items, body);
  }

  // ---- the calling fiber

  /**
   * Lets all run that are ready. Cancellation is looked at afterwards: it is the one operation that
   * throws although it has done its work.
   *
   * @throws Cancelled if the caller's scope is cancelled by then
   */
  @Suspends
  public static void yieldNow() {
    Hosts.ofCaller().yieldNow();
    CancelScope.check();
  }

  /**
   * Throws if the caller's scope is cancelled. Never suspends. For loops that never wait.
   *
   * @throws Cancelled if it is
   */
  public static void check() {
    CancelScope.check();
  }

  /**
   * Whether the caller's scope is cancelled. Never suspends.
   *
   * @return true if it is
   */
  public static boolean isCancelled() {
    CancelScope scope = Carrier.current().scope();
    return scope != null && scope.isCancelled();
  }

  /**
   * Suspends the caller until its scope is cancelled.
   *
   * @param <T> whatever is needed
   * @return never
   * @throws Cancelled once the scope is cancelled
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
  public static <T extends @Nullable Object> T awaitCancel() {
    new Trigger("the end of its scope").await();
    throw new IllegalStateException("a trigger that nobody has was signalled");
  }

  /**
   * Suspends the caller for some time, by its domain's clock; see {@link Time#sleep}.
   *
   * @param duration how long; zero or less lets those go first that are queued
   * @throws Cancelled if the caller's scope was cancelled before
   */
  @Suspends
  public static void sleep(Duration duration) {
    Time.sleep(duration);
  }

  /**
   * Suspends the caller until a stage of the JDK has completed, which in a deterministic domain
   * counts as work outside it. Cancelling the caller has no effect on the stage.
   *
   * @param stage the stage
   * @param <T> the type of the value
   * @return the value
   * @throws dev.caravan.core.kernel.TaskFailed if it failed with a checked exception; unchecked
   *     ones and errors are rethrown as they are
   * @throws Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    Promise<T> promise = Promise.of(stage);
    Domain around = Domain.currentOrNull();
    return around == null
        ? promise.await()
        : around.<T, RuntimeException>expectOutside(promise::await);
  }
}
