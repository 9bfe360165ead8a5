package dev.caravan.core.kernel;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a wait, a check or a fork point whose work was cancelled. It is a {@link
 * CancellationException}, so JDK code that knows futures understands it. Each thrower makes its
 * own; what they share is the {@link #reason()}, which is also the cause.
 */
public final class Cancelled extends CancellationException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for one thrower.
   *
   * @param what the subject that was cancelled
   * @param reason why; null if the canceller gave none
   */
  public Cancelled(String what, @Nullable Throwable reason) {
    super(reason == null ? what + " was cancelled" : what + " was cancelled: " + text(reason));
    if (reason != null) {
      initCause(reason);
    }
  }

  private static String text(Throwable reason) {
    String message = reason.getMessage();
    return message == null ? reason.getClass().getName() : message;
  }

  /**
   * Why the work was cancelled.
   *
   * @return the reason given by the canceller, or null if it gave none
   */
  public @Nullable Throwable reason() {
    return getCause();
  }
}
