package dev.caravan.effects.miou;

import org.jspecify.annotations.Nullable;

/**
 * A task used a resource that it does not own. The cause shows where the owner was created, or, if
 * there is none, the task.
 */
public final class NotOwner extends RuleViolation {
  private static final long serialVersionUID = 1L;

  NotOwner(String deed, Task<?> caller, Owned<?> resource, @Nullable Task<?> owner) {
    super(
        caller
            + " must not "
            + deed
            + " "
            + resource
            + ", which "
            + (owner == null ? "nobody owns" : owner + " owns"),
        (owner == null ? caller : owner).site());
  }
}
