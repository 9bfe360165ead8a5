package dev.caravan.core.stm;

import dev.caravan.core.kernel.WaitersKept;

/** How many wait for a change of a location, for tests outside this package. */
public final class LocationWaiters {
  private LocationWaiters() {}

  /** Of one location, dead ones included: nobody may be left behind. */
  public static int of(Location location) {
    return WaitersKept.by(location.awaitedChange());
  }
}
