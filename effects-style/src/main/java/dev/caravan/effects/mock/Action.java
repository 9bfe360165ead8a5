package dev.caravan.effects.mock;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Mock} does when it is called. Source of the idea: the actions of {@code
 * Eio_mock.Action}.
 *
 * @param <T> the type of what the call returns
 */
public sealed interface Action<T extends @Nullable Object> {
  /**
   * Does it.
   *
   * @return what the call returns
   * @throws Throwable what the call throws
   */
  @Suspends
  T perform() throws Throwable;

  /**
   * Returns a value.
   *
   * @param value the value
   * @param <T> its type
   * @return the action
   */
  static <T extends @Nullable Object> Action<T> returning(T value) {
    return new Returning<>(value);
  }

  /**
   * Throws.
   *
   * @param failure what to throw
   * @param <T> the type of what the call would return
   * @return the action
   */
  static <T extends @Nullable Object> Action<T> raising(Throwable failure) {
    return new Raising<>(Objects.requireNonNull(failure, "the failure of an action is null"));
  }

  /**
   * Waits for a promise: for its value, or its failure.
   *
   * @param promise the promise
   * @param <T> the type of its value
   * @return the action
   */
  static <T extends @Nullable Object> Action<T> awaiting(Promise<T> promise) {
    return new Awaiting<>(Objects.requireNonNull(promise, "the promise of an action is null"));
  }

  /**
   * Yields, then does another action.
   *
   * @param next the other action
   * @param <T> the type of what the call returns
   * @return the action
   */
  static <T extends @Nullable Object> Action<T> yieldThen(Action<T> next) {
    return new YieldThen<>(Objects.requireNonNull(next, "the action after a yield is null"));
  }

  /**
   * Calls a function.
   *
   * @param body the function
   * @param <T> the type of its value
   * @return the action
   */
  static <T extends @Nullable Object> Action<T> running(ThrowingSupplier<T, ?> body) {
    return new Running<>(Objects.requireNonNull(body, "the function of an action is null"));
  }

  /**
   * See {@link Action#returning}.
   *
   * @param value the value
   * @param <T> its type
   */
  record Returning<T extends @Nullable Object>(T value) implements Action<T> {
    @Override
    public T perform() {
      return value;
    }
  }

  /**
   * See {@link Action#raising}.
   *
   * @param failure what to throw
   * @param <T> the type of what the call would return
   */
  record Raising<T extends @Nullable Object>(Throwable failure) implements Action<T> {
    @Override
    public T perform() throws Throwable {
      throw failure;
    }
  }

  /**
   * See {@link Action#awaiting}.
   *
   * @param promise the promise
   * @param <T> the type of its value
   */
  record Awaiting<T extends @Nullable Object>(Promise<T> promise) implements Action<T> {
    @Override
    @Suspends
    public T perform() {
      return promise.await();
    }
  }

  /**
   * See {@link Action#yieldThen}.
   *
   * @param next the action after the yield
   * @param <T> the type of what the call returns
   */
  record YieldThen<T extends @Nullable Object>(Action<T> next) implements Action<T> {
    @Override
    @Suspends
    public T perform() throws Throwable {
      Fiber.yieldNow();
      return next.perform();
    }
  }

  /**
   * See {@link Action#running}.
   *
   * @param body the function
   * @param <T> the type of its value
   */
  record Running<T extends @Nullable Object>(ThrowingSupplier<T, ?> body) implements Action<T> {
    @Override
    public T perform() throws Throwable {
      return body.get();
    }
  }
}
