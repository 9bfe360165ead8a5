package dev.caravan.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How a computation ended: exactly one of returned, failed, cancelled.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /**
   * It returned a value.
   *
   * @param value the value, possibly null
   * @param <T> the type of the value
   */
  record Returned<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * It threw.
   *
   * @param error what was thrown
   * @param <T> the type of the value it would have had
   */
  record Failed<T extends @Nullable Object>(Throwable error) implements Outcome<T> {}

  /**
   * It was cancelled before it ended.
   *
   * @param reason why; null if the canceller gave none
   * @param <T> the type of the value it would have had
   */
  record WasCancelled<T extends @Nullable Object>(@Nullable Throwable reason)
      implements Outcome<T> {}
}
