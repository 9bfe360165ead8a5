package dev.caravan.core.pool;

import dev.caravan.core.kernel.NoEffects;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link Fut}: whoever holds it settles the future, once. Source of the
 * concept: the pair that Moonpool's {@code Fut.make} returns.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="promise"}
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> {
  private final Fut<T> future = new Pending<>();

  /** Makes a pending promise. */
  public Promise() {}

  /**
   * The reading half.
   *
   * @return the future that this promise settles
   */
  public Fut<T> future() {
    return future;
  }

  /**
   * Settles the future with a value.
   *
   * @param value the value
   * @throws IllegalStateException if it is settled already, or in a strict transaction
   */
  public void fulfill(T value) {
    if (!tryFulfill(value)) {
      throw settledAlready("fulfilled");
    }
  }

  /**
   * Settles the future with a value, unless it is settled.
   *
   * @param value the value
   * @return true if this call settled it
   * @throws IllegalStateException in a strict transaction
   */
  public boolean tryFulfill(T value) {
    NoEffects.refuse("complete", future);
    return future.tryReturn(value);
  }

  /**
   * Settles the future with a failure.
   *
   * @param failure what its waiters get
   * @throws IllegalStateException if it is settled already, or in a strict transaction
   */
  public void fail(Throwable failure) {
    if (!tryFail(failure)) {
      throw settledAlready("failed");
    }
  }

  /**
   * Settles the future with a failure, unless it is settled.
   *
   * @param failure what its waiters get
   * @return true if this call settled it
   * @throws IllegalStateException in a strict transaction
   */
  public boolean tryFail(Throwable failure) {
    NoEffects.refuse("complete", future);
    return future.tryFail(failure);
  }

  /**
   * Cancels the future, unless it is settled.
   *
   * @param reason why, or null
   * @return true if this call settled it
   * @throws IllegalStateException in a strict transaction
   */
  public boolean tryCancel(@Nullable Throwable reason) {
    NoEffects.refuse("complete", future);
    return future.tryCancel(reason);
  }

  private IllegalStateException settledAlready(String attempt) {
    return new IllegalStateException(
        "a promise is settled once; it cannot be " + attempt + ": it is " + future.state());
  }
}
