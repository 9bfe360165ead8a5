package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deep effect handler: says what becomes of the value, the exception and the effects of a
 * computation, for all of its run. Immutable; each method that adds something returns a new
 * handler, and one handler may run any number of computations, nested and at once.
 *
 * {@snippet file="dev/caravan/effects/handler/SnippetsTest.java" region="handler"}
 *
 * <p>Cases are tried in the order in which they were added. An effect that none of them knows goes
 * to the next handler out. The value and exception cases and the branches run outside the handler:
 * what they perform or throw goes outwards.
 *
 * <p>Source of the concept: OCaml's {@code Effect.Deep.match_with}.
 *
 * @param <A> the type of the computation's value
 * @param <R> the type of the handler's value
 */
public final class Handler<A extends @Nullable Object, R extends @Nullable Object> {
  private final Cases<R> cases;

  private Handler(Cases<R> cases) {
    this.cases = cases;
  }

  /**
   * A handler that passes values and exceptions as they are. OCaml's {@code try_with}.
   *
   * @param <R> the type of the computation's value and the handler's
   * @return the handler, which knows no effects yet
   */
  public static <R extends @Nullable Object> Handler<R, R> passing() {
    return new Handler<>(Cases.passing());
  }

  /**
   * A handler that makes its value from the computation's, and passes exceptions as they are.
   *
   * @param onReturn the value case: called once, if the computation returns
   * @param <A> the type of the computation's value
   * @param <R> the type of the handler's value
   * @return the handler, which knows no effects yet
   */
  public static <A extends @Nullable Object, R extends @Nullable Object> Handler<A, R> onReturn(
      ThrowingFunction<A, R, ?> onReturn) {
    return new Handler<>(Cases.onReturn(onReturn));
  }

  /**
   * Adds the exception case. It is given whatever the computation throws, errors of the virtual
   * machine excepted; not what the other cases throw. To let a failure pass, throw it.
   *
   * @param onError makes the handler's value from what was thrown
   * @return the handler with it
   * @throws IllegalStateException if this handler has one
   */
  public Handler<A, R> onError(ThrowingFunction<Throwable, R, ?> onError) {
    return new Handler<>(cases.onError(onError));
  }

  /**
   * A handler whose value case says what to run next, as a branch does: so a scheduler goes on with
   * another task when one has ended, and takes no stack.
   *
   * @param onReturn the value case
   * @param <A> the type of the computation's value
   * @param <R> the type of the handler's value
   * @return the handler, which knows no effects yet
   */
  public static <A extends @Nullable Object, R extends @Nullable Object> Handler<A, R> onReturnStep(
      ThrowingFunction<A, Step<R>, ?> onReturn) {
    return new Handler<>(Cases.onReturnStep(onReturn));
  }

  /**
   * Adds an exception case that says what to run next; see {@link #onReturnStep}.
   *
   * @param onError makes the step from what was thrown
   * @return the handler with it
   * @throws IllegalStateException if this handler has an exception case
   */
  public Handler<A, R> onErrorStep(ThrowingFunction<Throwable, Step<R>, ?> onError) {
    return new Handler<>(cases.onErrorStep(onError));
  }

  /**
   * Adds a branch for the effects of a class.
   *
   * @param type the class, or an interface that several effects implement
   * @param branch what to do about them
   * @param <V> the type of the effects' answer
   * @param <E> the type of the effects
   * @return the handler with it
   */
  public <V extends @Nullable Object, E extends Effect<V>> Handler<A, R> on(
      Class<E> type, Branch<E, V, R> branch) {
    return new Handler<>(cases.with(new OfClass<>(type, branch)));
  }

  /**
   * Adds an effect case that looks at each effect: for generic effects, whose class says too
   * little, and for those of which a part is forwarded. The answers' type is not checked: a wrong
   * one becomes a {@link ClassCastException} at the perform.
   *
   * {@snippet file="dev/caravan/effects/handler/SnippetsTest.java" region="selector"}
   *
   * @param selector gives the branch for an effect, or null to forward it; it runs at the perform
   *     and must not perform anything itself
   * @return the handler with it
   */
  public Handler<A, R> onEffect(Selector<R> selector) {
    Objects.requireNonNull(selector, "selector");
    return new Handler<>(cases.with(new Selecting<>(selector)));
  }

  /**
   * Looks at an effect of any kind.
   *
   * @param <R> the type of the handler's value
   */
  @FunctionalInterface
  public interface Selector<R extends @Nullable Object> {
    /**
     * Finds what to do about an effect.
     *
     * @param effect the effect
     * @return the branch, or null if the handler does not know the effect
     */
    @Nullable Answer<R> select(Effect<?> effect);
  }

  /**
   * The branch for one effect that was looked at already.
   *
   * @param <R> the type of the handler's value
   */
  @FunctionalInterface
  public interface Answer<R extends @Nullable Object> {
    /**
     * Answers the effect, like a {@link Branch}.
     *
     * @param continuation the computation that waits; its answer must be of the effect's type
     * @return the step
     * @throws Exception as a {@link Branch} does
     */
    Step<R> answer(Continuation<@Nullable Object, R> continuation) throws Exception;
  }

  /**
   * Has a scope own the continuations that the branches are given.
   *
   * @param scope the scope
   * @return the handler in it; add branches before or after
   */
  public Handler<A, R> in(EffectScope scope) {
    return new Handler<>(cases.in(scope));
  }

  /**
   * Lets any thread use the continuations. Takes {@link EffectEngine#VIRTUAL_THREADS}, since a
   * coroutine stays on its thread.
   *
   * @return the handler whose continuations may move
   * @throws IllegalStateException if the handler is to use another engine
   */
  public Handler<A, R> movable() {
    return new Handler<>(cases.movable());
  }

  /**
   * Runs the computations on a certain engine. For tests and comparisons; without it the handler
   * takes the {@linkplain EffectEngine#preferred() preferred} one.
   *
   * @param engine the engine
   * @return the handler that uses it
   * @throws IllegalStateException if it is not available, or the handler is movable and the engine
   *     cannot move
   */
  public Handler<A, R> engine(EffectEngine engine) {
    return new Handler<>(cases.engine(engine));
  }

  /**
   * Runs a computation under this handler. Returns the handler's value: of the value case, the
   * exception case, or a branch that ended with {@link Step#done}. Suspends the caller where the
   * computation waits.
   *
   * @param computation the computation
   * @param <X> what it may throw
   * @return the handler's value
   * @throws X what the computation throws, if there is no exception case
   * @throws dev.caravan.core.kernel.TaskFailed if another case throws a checked exception, which is
   *     the cause
   * @throws StackOverflowError if too many handlers are nested for the caller's stack
   * @throws IllegalStateException if its scope is closed
   */
  @Suspends
  public <X extends Throwable> R run(ThrowingSupplier<A, X> computation) throws X {
    return Cases.typed(cases.run(computation));
  }

  /**
   * A computation under this handler, for a branch to return: it runs after the branch has
   * returned, and its handler's value is that of the handler whose branch it was. Takes no stack,
   * as {@link #run} in a branch would.
   *
   * @param computation the computation
   * @return the step
   * @throws IllegalStateException if the scope of this handler is closed
   */
  public Step<R> start(ThrowingSupplier<A, ?> computation) {
    Objects.requireNonNull(computation, "computation");
    return new Step.Start<>(cases.begin(Segment.current(), computation));
  }

  private static final class OfClass<
          V extends @Nullable Object, E extends Effect<V>, R extends @Nullable Object>
      extends Cases.OfClass<R> {
    private final Branch<E, V, R> branch;

    OfClass(Class<E> type, Branch<E, V, R> branch) {
      super(type, branch);
      this.branch = branch;
    }

    @Override
    public Suspended capture(
        Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
      return new Continuation<>(effect, inner, outer, scope);
    }

    @Override
    @SuppressWarnings("unchecked") // made by capture, for an effect of the class
    public Step<R> answer(Effect<?> effect, Suspended continuation) throws Exception {
      return branch.answer((E) effect, (Continuation<V, R>) continuation);
    }
  }

  private record Selecting<R extends @Nullable Object>(Selector<R> selector)
      implements Cases.Case<R> {
    @Override
    public Cases.@Nullable Known<R> forEffect(Effect<?> effect) {
      Answer<R> answer = Segment.current().whileSelecting(() -> selector.select(effect));
      return answer == null ? null : new Selected<>(answer);
    }
  }

  private record Selected<R extends @Nullable Object>(Answer<R> answer) implements Cases.Known<R> {
    @Override
    public Suspended capture(
        Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
      return new Continuation<>(effect, inner, outer, scope);
    }

    @Override
    @SuppressWarnings("unchecked") // made by capture
    public Step<R> answer(Effect<?> effect, Suspended continuation) throws Exception {
      return answer.answer((Continuation<@Nullable Object, R>) continuation);
    }
  }
}
