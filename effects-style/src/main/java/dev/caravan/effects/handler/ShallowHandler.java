package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A shallow effect handler: handles exactly one effect of a computation, or its end. The branch is
 * given a continuation without a handler, and says which one is around it from then on; so the
 * handler can change from effect to effect, as a state machine does.
 *
 * {@snippet file="dev/caravan/effects/handler/SnippetsTest.java" region="shallow"}
 *
 * <p>Effects that it does not know go to the next handler out, and do not count. Immutable, like
 * {@link Handler}. Source of the concept: OCaml's {@code Effect.Shallow}.
 *
 * @param <A> the type of the computation's value
 * @param <R> the type of the handler's value
 */
public final class ShallowHandler<A extends @Nullable Object, R extends @Nullable Object> {
  private final Cases<R> cases;

  private ShallowHandler(Cases<R> cases) {
    this.cases = cases;
  }

  /**
   * A handler that passes values and exceptions as they are.
   *
   * @param <R> the type of the computation's value and the handler's
   * @return the handler, which knows no effects yet
   */
  public static <R extends @Nullable Object> ShallowHandler<R, R> passing() {
    return new ShallowHandler<>(Cases.passing());
  }

  /**
   * A handler that makes its value from the computation's, and passes exceptions as they are.
   *
   * @param onReturn the value case
   * @param <A> the type of the computation's value
   * @param <R> the type of the handler's value
   * @return the handler, which knows no effects yet
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      ShallowHandler<A, R> onReturn(ThrowingFunction<A, R, ?> onReturn) {
    return new ShallowHandler<>(Cases.onReturn(onReturn));
  }

  /**
   * Adds the exception case.
   *
   * @param onError makes the handler's value from what was thrown
   * @return the handler with it
   * @throws IllegalStateException if this handler has one
   */
  public ShallowHandler<A, R> onError(ThrowingFunction<Throwable, R, ?> onError) {
    return new ShallowHandler<>(cases.onError(onError));
  }

  /**
   * Adds a branch for the effects of a class.
   *
   * @param type the class, or an interface that several effects implement
   * @param branch what to do about one of them
   * @param <V> the type of the effects' answer
   * @param <E> the type of the effects
   * @return the handler with it
   */
  public <V extends @Nullable Object, E extends Effect<V>> ShallowHandler<A, R> on(
      Class<E> type, Once<E, V, A, R> branch) {
    return new ShallowHandler<>(cases.with(new OfClass<>(type, branch)));
  }

  /**
   * What a shallow handler does about one effect; runs outside it, like a {@link Branch}.
   *
   * @param <E> the type of the effect
   * @param <V> the type of the effect's answer
   * @param <A> the type of the computation's value
   * @param <R> the type of the handler's value
   */
  @FunctionalInterface
  public interface Once<
      E extends Effect<V>,
      V extends @Nullable Object,
      A extends @Nullable Object,
      R extends @Nullable Object> {
    /**
     * Answers the effect.
     *
     * @param effect the effect
     * @param continuation the computation that waits for the answer; to be used once
     * @return {@code continuation.resume(answer, handler)}, or {@link Step#done}
     * @throws Exception as a {@link Branch} does
     */
    Step<R> answer(E effect, ShallowContinuation<V, A> continuation) throws Exception;
  }

  /**
   * Has a scope own the continuations that the branches are given.
   *
   * @param scope the scope
   * @return the handler in it
   */
  public ShallowHandler<A, R> in(EffectScope scope) {
    return new ShallowHandler<>(cases.in(scope));
  }

  /**
   * Lets any thread use the continuations of the computations that this handler runs; see {@link
   * Handler#movable()}.
   *
   * @return the handler whose continuations may move
   * @throws IllegalStateException if the handler is to use another engine
   */
  public ShallowHandler<A, R> movable() {
    return new ShallowHandler<>(cases.movable());
  }

  /**
   * Runs the computations on a certain engine; see {@link Handler#engine}. What was begun stays on
   * the engine that it was begun on.
   *
   * @param engine the engine
   * @return the handler that uses it
   * @throws IllegalStateException if it is not available, or the handler is movable and the engine
   *     cannot move
   */
  public ShallowHandler<A, R> engine(EffectEngine engine) {
    return new ShallowHandler<>(cases.engine(engine));
  }

  Cases<R> cases() {
    return cases;
  }

  /**
   * Makes a computation that has not begun, with this handler's engine, for whoever goes on with it
   * to choose a handler. Never begun, it may be dropped. OCaml's {@code Shallow.fiber}.
   *
   * @param computation the computation, a function of what it is first resumed with
   * @param <V> the type of that
   * @return the computation
   */
  public <V extends @Nullable Object> ShallowContinuation<V, A> prepare(
      ThrowingFunction<V, A, ?> computation) {
    Objects.requireNonNull(computation, "computation");
    @SuppressWarnings("unchecked") // the continuation takes a V
    ThrowingFunction<@Nullable Object, A, ?> body =
        (ThrowingFunction<@Nullable Object, A, ?>) computation;
    Segment segment = Segment.make(Segment.current(), cases.setting(), body);
    return new ShallowContinuation<>(null, segment, segment, null);
  }

  /**
   * Runs a computation under this handler until its first effect that the handler knows, or its
   * end, and then what the branch resumes.
   *
   * @param computation the computation
   * @param <X> what it may throw
   * @return the value of this handler, or of the one that the branch chose
   * @throws X what the computation throws, if the handler around it then has no exception case
   * @throws dev.caravan.core.kernel.TaskFailed if another case throws a checked exception, which is
   *     the cause
   * @throws StackOverflowError if too many handlers are nested for the caller's stack
   * @throws IllegalStateException if its scope is closed
   */
  @Suspends
  public <X extends Throwable> R run(ThrowingSupplier<A, X> computation) throws X {
    return Cases.typed(cases.run(computation));
  }

  private static final class OfClass<
          V extends @Nullable Object,
          E extends Effect<V>,
          A extends @Nullable Object,
          R extends @Nullable Object>
      extends Cases.OfClass<R> {
    private final Once<E, V, A, R> branch;

    OfClass(Class<E> type, Once<E, V, A, R> branch) {
      super(type, branch);
      this.branch = branch;
    }

    @Override
    public Suspended capture(
        Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
      outer.cases = null; // it has had its effect
      return new ShallowContinuation<>(effect, inner, outer, scope);
    }

    @Override
    @SuppressWarnings("unchecked") // made by capture, for an effect of the class
    public Step<R> answer(Effect<?> effect, Suspended continuation) throws Exception {
      return branch.answer((E) effect, (ShallowContinuation<V, A>) continuation);
    }
  }
}
