package dev.caravan.effects.handler;

import dev.caravan.core.kernel.Suspends;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a computation, without a handler: what a {@link ShallowHandler}'s branch is given,
 * and also a computation that has not begun. Whoever goes on with it says which handler is around
 * it now. One-shot, bound to its thread, and compared by identity like {@link Continuation}.
 *
 * <p>Source of the concept: OCaml's {@code Effect.Shallow.continuation}.
 *
 * @param <V> the type of the answer that it waits for
 * @param <A> the type of the computation's value
 */
public final class ShallowContinuation<V extends @Nullable Object, A extends @Nullable Object>
    extends Suspended {
  ShallowContinuation(
      @Nullable Effect<V> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
    super(effect, inner, outer, scope);
  }

  /**
   * Uses the continuation up, for the branch to return: after it, the perform returns the value,
   * under the handler.
   *
   * @param value the answer
   * @param handler what handles the next effect, or the end
   * @param <R> the type of the handler's value
   * @return the step, to be returned by the branch
   * @throws ContinuationAlreadyResumed if it was used before
   */
  public <R extends @Nullable Object> Step<R> resume(V value, ShallowHandler<A, R> handler) {
    return stepOn(handler.cases(), value, null);
  }

  /**
   * Uses the continuation up like {@link #resume}, so that the perform throws.
   *
   * @param failure what the perform throws
   * @param handler what handles the next effect, or the end
   * @param <R> the type of the handler's value
   * @return the step, to be returned by the branch
   * @throws ContinuationAlreadyResumed if it was used before
   */
  public <R extends @Nullable Object> Step<R> discontinue(
      Throwable failure, ShallowHandler<A, R> handler) {
    return stepOn(handler.cases(), null, failure(failure));
  }

  /**
   * Goes on with the computation, on the caller's stack, under the handler, and returns the
   * handler's value.
   *
   * @param value the answer; what the body is given, if it has not begun
   * @param handler what handles the next effect, or the end
   * @param <R> the type of the handler's value
   * @return the value of the handler
   * @throws ContinuationAlreadyResumed if it was used before
   * @throws StackOverflowError if too many are nested; the continuation was not used
   * @throws dev.caravan.core.kernel.TaskFailed if the handler ends with a checked exception, which
   *     is the cause; unchecked ones are thrown as they are
   */
  @Suspends
  public <R extends @Nullable Object> R resumeAndWait(V value, ShallowHandler<A, R> handler) {
    return Cases.typed(runOn(handler.cases(), value, null));
  }

  /**
   * Goes on like {@link #resumeAndWait}, with a perform that throws.
   *
   * @param failure what the perform throws; a body that has not begun never does
   * @param handler what handles the next effect, or the end
   * @param <R> the type of the handler's value
   * @return the value of the handler
   * @throws ContinuationAlreadyResumed if it was used before
   * @throws dev.caravan.core.kernel.TaskFailed if the handler ends with a checked exception, which
   *     is the cause; unchecked ones are thrown as they are
   */
  @Suspends
  public <R extends @Nullable Object> R discontinueAndWait(
      Throwable failure, ShallowHandler<A, R> handler) {
    return Cases.typed(runOn(handler.cases(), null, failure(failure)));
  }

  @Override
  void discontinueForGood(Discontinued end) {
    runOn(ShallowHandler.<A>passing().cases(), null, end);
  }
}
