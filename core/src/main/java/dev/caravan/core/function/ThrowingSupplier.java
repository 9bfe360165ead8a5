package dev.caravan.core.function;

import org.jspecify.annotations.Nullable;

/**
 * A body that returns a value and may throw {@code X}. A lambda that throws nothing checked makes
 * the compiler infer {@link RuntimeException}, so callers need no wrapping.
 *
 * @param <T> the type of the value
 * @param <X> what the body may throw
 */
@FunctionalInterface
public interface ThrowingSupplier<T extends @Nullable Object, X extends Throwable> {
  /**
   * Runs the body.
   *
   * @return its value
   * @throws X whatever the body throws
   */
  T get() throws X;
}
