package dev.caravan.core.function;

import org.jspecify.annotations.Nullable;

/**
 * A body with an argument and without a value that may throw {@code X}.
 *
 * @param <A> the type of the argument
 * @param <X> what the body may throw
 */
@FunctionalInterface
public interface ThrowingConsumer<A extends @Nullable Object, X extends Throwable> {
  /**
   * Runs the body.
   *
   * @param argument the argument
   * @throws X whatever the body throws
   */
  void accept(A argument) throws X;
}
