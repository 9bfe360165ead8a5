package dev.caravan.effects.miou;

/** A task awaited or cancelled one that it had not created. Only the parent may. */
public final class NotAChild extends RuleViolation {
  private static final long serialVersionUID = 1L;

  NotAChild(String deed, Task<?> caller, Task<?> target) {
    super(
        caller
            + " must not "
            + deed
            + " "
            + target
            + ": only its parent, "
            + target.parentName()
            + ", may",
        target.site());
  }
}
