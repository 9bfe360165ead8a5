package dev.caravan.effects.miou;

import java.util.List;

/**
 * A task returned while it owned resources. They have been finalised. The cause shows where the
 * task was created.
 */
public final class ResourceLeaked extends RuleViolation {
  private static final long serialVersionUID = 1L;

  ResourceLeaked(Task<?> owner, List<? extends Owned<?>> leaked) {
    super(
        owner + " has returned without disowning, releasing or transferring " + names(leaked),
        owner.site());
  }

  private static String names(List<? extends Owned<?>> leaked) {
    return String.join(", ", leaked.stream().map(Owned::toString).toList());
  }
}
