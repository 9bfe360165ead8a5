package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Host;
import dev.caravan.core.spi.Carrier;

/** The hosts that switches and contexts belong to: where they may be used. */
final class Hosts {
  private Hosts() {}

  /** The host on which the caller may fork: code that has left its domain's turns is free. */
  static Host ofCaller() {
    Host host = Host.current();
    return host.isHere() ? host : Host.free();
  }

  /** Refuses a caller that is not at home. */
  static void refuseElsewhere(Host home, Object what) {
    if (home.isHere()) {
      return;
    }
    if (home == Host.current()) {
      throw new IllegalStateException(
          what + ": accessed in Blocking, outside the turns of " + home + ": leave Blocking first");
    }
    Carrier caller = Carrier.currentOrNull();
    throw new IllegalStateException(
        what
            + ": accessed from the wrong domain: only the running fiber of "
            + home
            + " may, and not "
            + (caller == null ? Thread.currentThread() : caller));
  }
}
