package dev.caravan.effects.miou;

import org.jspecify.annotations.Nullable;

/**
 * A rule of Miou was broken. The whole run ends with it: all its tasks are cancelled, {@link
 * Miou#run} throws it whatever the program does with it, and until then each further operation
 * throws it again. Its cause shows where the task in question was created.
 */
public abstract sealed class RuleViolation extends Error
    permits StillHasChildren, NotAChild, ResourceLeaked, NotOwner {
  private static final long serialVersionUID = 1L;

  RuleViolation(String message, CreationSite cause) {
    super(message, cause);
  }

  /**
   * The line of the program that created the task in question: the forgotten child, the task that
   * was not the caller's to await, or the owner of the resource.
   *
   * @return the frame; null if no frame of a program was on the stack
   */
  public final @Nullable StackTraceElement createdAt() {
    Throwable cause = getCause();
    StackTraceElement[] stack = cause == null ? new StackTraceElement[0] : cause.getStackTrace();
    return stack.length == 0 ? null : stack[0];
  }
}
