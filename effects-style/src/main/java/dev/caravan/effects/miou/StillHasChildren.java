package dev.caravan.effects.miou;

import java.util.Collection;

/**
 * A task returned although it had neither awaited nor cancelled some of its children. They have
 * been cancelled. The cause shows where the first of them was created; those of the others are
 * suppressed on it.
 */
public final class StillHasChildren extends RuleViolation {
  private static final long serialVersionUID = 1L;

  private StillHasChildren(String message, CreationSite first) {
    super(message, first);
  }

  static StillHasChildren of(Task<?> parent, Collection<Task<?>> forgotten) {
    StringBuilder message = new StringBuilder();
    message.append(parent).append(" has returned without awaiting or cancelling");
    CreationSite first = null;
    for (Task<?> child : forgotten) {
      message.append(first == null ? " " : ", ").append(child);
      if (first == null) {
        first = child.site();
      } else {
        first.addSuppressed(child.site());
      }
    }
    return new StillHasChildren(message.toString(), first == null ? parent.site() : first);
  }
}
