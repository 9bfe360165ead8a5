package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.NoEffects;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link Promise}: whoever holds it resolves the promise, once. Resolving
 * queues those who wait and goes on; it never suspends and may be done from any thread.
 *
 * @param <T> the type of the value
 */
public final class Resolver<T extends @Nullable Object> {
  private final Promise<T> promise;

  Resolver(Promise<T> promise) {
    this.promise = promise;
  }

  /**
   * The reading half.
   *
   * @return the promise that this resolves
   */
  public Promise<T> promise() {
    return promise;
  }

  /**
   * Resolves the promise with a value.
   *
   * @param value the value
   * @throws IllegalStateException if it is resolved already; nothing changes
   */
  public void resolve(T value) {
    if (!tryResolve(value)) {
      throw resolvedAlready();
    }
  }

  /**
   * Resolves the promise with a failure.
   *
   * @param error what those get who await it
   * @throws IllegalStateException if it is resolved already; nothing changes
   */
  public void reject(Throwable error) {
    if (!tryReject(error)) {
      throw resolvedAlready();
    }
  }

  /**
   * Resolves the promise with a value, unless it is resolved.
   *
   * @param value the value
   * @return true if this call resolved it
   */
  public boolean tryResolve(T value) {
    NoEffects.refuse("resolve", promise);
    return promise.resolveWith(value);
  }

  /**
   * Resolves the promise with a failure, unless it is resolved.
   *
   * @param error what those get who await it
   * @return true if this call resolved it
   */
  public boolean tryReject(Throwable error) {
    NoEffects.refuse("resolve", promise);
    return promise.rejectWith(error);
  }

  private IllegalStateException resolvedAlready() {
    return new IllegalStateException(
        "resolver: " + promise + " is resolved already; tryResolve and tryReject say so instead");
  }

  @Override
  public String toString() {
    return "resolver of " + promise;
  }
}
