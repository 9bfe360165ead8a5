package dev.caravan.core.function;

import org.jspecify.annotations.Nullable;

/**
 * A function that may throw {@code X}.
 *
 * @param <A> the type of the argument
 * @param <B> the type of the result
 * @param <X> what the function may throw
 */
@FunctionalInterface
public interface ThrowingFunction<
    A extends @Nullable Object, B extends @Nullable Object, X extends Throwable> {
  /**
   * Applies the function.
   *
   * @param argument the argument
   * @return the result
   * @throws X whatever the function throws
   */
  B apply(A argument) throws X;
}
