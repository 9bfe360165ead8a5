package dev.caravan.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A result that is decided once: it returns a value, fails or is cancelled, by one atomic step,
 * whoever comes first. Triggers attached before the decision are signalled after it, in the order
 * in which they were attached, on the thread that decides.
 *
 * <p>What the decider did before happens before what a waiter does after its wait. Attaching,
 * detaching and deciding are lock-free and may be called from any thread. Source of the idea:
 * Picos' {@code Computation}; Picos folds failure into cancellation, here they are apart.
 *
 * @param <T> the type of the value
 */
public final class Computation<T extends @Nullable Object> extends Decision<T> {

  /** Makes a running computation without waiters. */
  public Computation() {}

  /**
   * Decides for a value.
   *
   * @param value the value, possibly null
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  public boolean tryReturn(T value) {
    return decideReturned(value);
  }

  /**
   * Decides for a failure.
   *
   * @param error what was thrown
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  public boolean tryFail(Throwable error) {
    return decideFailed(error);
  }

  /**
   * Decides for cancellation.
   *
   * @param reason why, or null
   * @return true if this call decided; false if it was decided before, and nothing changes
   */
  public boolean tryCancel(@Nullable Throwable reason) {
    return decideCancelled(reason);
  }

  /**
   * The value of a decided computation; never waits.
   *
   * @return the value
   * @throws IllegalStateException if it is undecided
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws Cancelled if it was cancelled
   */
  public T get() {
    return decided();
  }

  /** Names the computation in messages and dumps. */
  @Override
  public String toString() {
    return "computation@" + Integer.toHexString(System.identityHashCode(this));
  }
}
