package dev.caravan.core.kernel;

/**
 * Thrown by a wait whose task failed with a checked exception, which is the cause. Unchecked
 * exceptions and errors are rethrown as they are.
 */
public final class TaskFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Wraps a checked exception.
   *
   * @param what the task that failed
   * @param cause the checked exception its body threw
   */
  public TaskFailed(String what, Throwable cause) {
    super(what + " failed: " + cause, cause);
  }
}
