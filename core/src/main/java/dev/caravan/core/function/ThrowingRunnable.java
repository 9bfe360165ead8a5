package dev.caravan.core.function;

/**
 * A body without a value that may throw {@code X}.
 *
 * @param <X> what the body may throw
 */
@FunctionalInterface
public interface ThrowingRunnable<X extends Throwable> {
  /**
   * Runs the body.
   *
   * @throws X whatever the body throws
   */
  void run() throws X;
}
