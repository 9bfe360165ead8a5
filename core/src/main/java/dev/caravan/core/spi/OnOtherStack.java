package dev.caravan.core.spi;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Failures;
import org.jspecify.annotations.Nullable;

/**
 * A call that is made on another stack than its caller's: what it ends with is kept until the
 * caller asks. The caller sees to it that the call has ended, and happens before.
 *
 * <p>Public only because packages of {@code core} share it: a program does not need it.
 *
 * @param <T> the type of its value
 */
public final class OnOtherStack<T extends @Nullable Object> {
  private final ThrowingSupplier<T, ?> body;
  private @Nullable T value;
  private @Nullable Throwable thrown;

  /**
   * Prepares a call.
   *
   * @param body what to call
   */
  public OnOtherStack(ThrowingSupplier<T, ?> body) {
    this.body = body;
  }

  /**
   * Makes the call; throws nothing.
   *
   * @return nothing
   */
  public @Nullable Void run() {
    try {
      value = body.get();
    } catch (Throwable e) {
      thrown = e;
    }
    return null;
  }

  /**
   * What the call ended with.
   *
   * @param <X> what it may have thrown
   * @return its value
   * @throws X what it threw
   */
  @SuppressWarnings("NullAway") // the body has returned a T
  public <X extends Throwable> T result() throws X {
    if (thrown != null) {
      throw Failures.<X>sneaky(thrown);
    }
    return value;
  }
}
