package dev.caravan.effects.handler;

import dev.caravan.core.kernel.Suspends;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a computation, from a perform to its handler, whose handler stays installed: what a
 * deep handler's branch is given. It is <em>one-shot</em>: to be used once, by whichever of its
 * methods; the second use throws {@link ContinuationAlreadyResumed}. It may be stored and used
 * later. It includes the handlers between the perform and its own; what is outside is that of
 * whoever uses it.
 *
 * <p>It belongs to the thread that ran the handler, unless that is {@linkplain Handler#movable()
 * movable}; elsewhere its methods throw {@link WrongThreadException}, and it remains as it was. Of
 * several threads that use one of a movable handler, one wins. Continuations are equal if they are
 * the same, and cannot be serialised.
 *
 * <p>Source of the concept: OCaml's {@code Effect.Deep.continuation}.
 *
 * @param <V> the type of the answer that it waits for
 * @param <R> the type of the handler's value
 */
public final class Continuation<V extends @Nullable Object, R extends @Nullable Object>
    extends Suspended {
  Continuation(Effect<V> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
    super(effect, inner, outer, scope);
  }

  /**
   * Uses the continuation up, for the branch to return: after it, the perform returns the value,
   * and the handler's value is what the computation then comes to. The same as OCaml's {@code
   * continue} in tail position.
   *
   * @param value the answer
   * @return the step, to be returned by the branch
   * @throws ContinuationAlreadyResumed if it was used before
   */
  public Step<R> resume(V value) {
    return stepOn(null, value, null);
  }

  /**
   * Uses the continuation up like {@link #resume}, so that the perform throws.
   *
   * @param failure what the perform throws: this object, whose stack trace is where it was made
   * @return the step, to be returned by the branch
   * @throws ContinuationAlreadyResumed if it was used before
   */
  public Step<R> discontinue(Throwable failure) {
    return stepOn(null, null, failure(failure));
  }

  /**
   * Goes on with the computation, on the caller's stack, and returns the value of its handler: that
   * of the value case, of the exception case, or of a branch. For branches that go on with that
   * value, and for code that is not a branch. Calls nest: about as many as ordinary recursion can.
   *
   * @param value the answer
   * @return the value of the handler
   * @throws ContinuationAlreadyResumed if it was used before
   * @throws StackOverflowError if too many are nested; the continuation was not used
   * @throws dev.caravan.core.kernel.TaskFailed if the handler ends with a checked exception, which
   *     is the cause; unchecked ones are thrown as they are
   */
  @Suspends
  public R resumeAndWait(V value) {
    return Cases.typed(runOn(null, value, null));
  }

  /**
   * Goes on like {@link #resumeAndWait}, with a perform that throws.
   *
   * @param failure what the perform throws
   * @return the value of the handler
   * @throws ContinuationAlreadyResumed if it was used before
   * @throws dev.caravan.core.kernel.TaskFailed if the handler ends with a checked exception, which
   *     is the cause; unchecked ones, the failure among them, are thrown as they are
   */
  @Suspends
  public R discontinueAndWait(Throwable failure) {
    return Cases.typed(runOn(null, null, failure(failure)));
  }

  /**
   * Ends the computation, so that its {@code finally} blocks run, and then the handler with a value
   * of the branch's choice: what a caught exception is elsewhere.
   *
   * @param value the value of the handler
   * @return the step, to be returned by the branch
   * @throws ContinuationAlreadyResumed if it was used before
   */
  @Suspends
  public Step<R> abandon(R value) {
    Discontinued end = new Discontinued("its handler abandoned " + this);
    try {
      discontinueAndWait(end);
    } catch (Discontinued passed) {
      if (passed != end) {
        throw passed;
      }
    }
    return Step.done(value);
  }

  @Override
  void discontinueForGood(Discontinued end) {
    discontinueAndWait(end);
  }
}
