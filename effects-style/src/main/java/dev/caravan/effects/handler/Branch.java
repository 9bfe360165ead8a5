package dev.caravan.effects.handler;

import org.jspecify.annotations.Nullable;

/**
 * What a handler does about one kind of effect. It runs outside the handler, on the stack of
 * whoever runs the computation: effects that it performs, and exceptions that it throws, go to the
 * handlers further out and not into the computation.
 *
 * @param <E> the type of the effect
 * @param <V> the type of the effect's answer
 * @param <R> the type of the handler's value
 */
@FunctionalInterface
public interface Branch<
    E extends Effect<V>, V extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Answers the effect.
   *
   * @param effect the effect
   * @param continuation the computation that waits for the answer; to be used once, now or later
   * @return {@code continuation.resume(answer)}, or {@link Step#done} with the handler's value
   * @throws Exception thrown by the {@code run} or {@code resumeAndWait} that runs the computation;
   *     a checked one in {@link dev.caravan.core.kernel.TaskFailed}
   */
  Step<R> answer(E effect, Continuation<V, R> continuation) throws Exception;
}
