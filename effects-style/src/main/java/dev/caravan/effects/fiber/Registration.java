package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * A hook that runs when its {@link Switch} ends, unless it is taken back before: "close now" and
 * "the switch closes it" may race, and one of them wins. May be used from any thread. Source of the
 * concept: eio's {@code Switch.hook}.
 */
public final class Registration {
  private static final Registration NONE = new Registration(null, () -> {});

  private final @Nullable Hooks hooks;
  final ThrowingRunnable<?> hook;

  // neighbours in the list; guarded by the hooks
  @Nullable Registration older;
  @Nullable Registration newer;
  boolean listed;

  Registration(@Nullable Hooks hooks, ThrowingRunnable<?> hook) {
    this.hooks = hooks;
    this.hook = hook;
  }

  /**
   * A registration of nothing, for who has no switch: there is never anything to take back.
   *
   * @return the registration
   */
  public static Registration none() {
    return NONE;
  }

  /**
   * Takes the hook back. Never suspends.
   *
   * @return true if this call took it back, so that it will not run; false if it has run, runs, or
   *     was taken back before
   */
  public boolean tryRemove() {
    return hooks != null && hooks.remove(this);
  }
}
