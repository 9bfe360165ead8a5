package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import java.time.Duration;

/**
 * The alarm by a domain's time. A fiber sleeps until then, so actions run on the domain's turns, in
 * the order of their times and among other sleepers of one time in that in which they were set.
 *
 * @param domain that of the caller, who has its turn
 */
record FiberAlarm(Domain domain) implements Alarm {
  @Override
  public Setting after(Duration delay, Runnable action) {
    Trigger takenBack = new Trigger("an alarm after " + delay);
    domain.spawnFirst(
        "alarm",
        Context.EMPTY,
        () -> {
          if (!takenBack.await(delay)) {
            action.run();
          }
        });
    return takenBack::signal;
  }
}
