package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Suspends;

/**
 * Where the body of a {@link Generator} hands its values.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Yield<T> {
  /**
   * Hands a value to whoever demanded it, and suspends the caller until the next one is demanded,
   * or the generator has ended. May be called by other fibers than the body's, one at a time.
   *
   * @param value the value, not null
   * @throws dev.caravan.core.kernel.Cancelled if the one who demanded the value gave up, with the
   *     reason of that, or if the caller's scope was cancelled
   * @throws IllegalStateException if nobody has demanded a value since the last one, or the
   *     generator has ended
   */
  @Suspends
  @SuppressWarnings("NamedLikeContextualKeyword") // the word for it; it is called on an object
  void yield(T value);
}
