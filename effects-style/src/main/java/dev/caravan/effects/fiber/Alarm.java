package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import java.time.Duration;

/** Runs actions after some time, by the time of whoever set them. */
@FunctionalInterface
interface Alarm {
  /**
   * Sets an action.
   *
   * @param delay how long until then; zero or less means soon
   * @param action what to run, once; short, must not wait nor throw
   * @return takes the action back
   */
  Setting after(Duration delay, Runnable action);

  /** An action that was set. */
  @FunctionalInterface
  interface Setting {
    /** Takes the action back: it will not run unless it is running. Idempotent. */
    void cancel();
  }

  /** The alarm of the caller's carrier. */
  static Alarm current() {
    Domain domain = Domain.currentOrNull();
    return domain != null && domain.isHere()
        ? (delay, action) -> domain.after(delay, action)::close
        : SystemAlarm.INSTANCE;
  }
}
