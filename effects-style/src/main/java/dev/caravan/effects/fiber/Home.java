package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Host;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;

/** Where a switch or a context belongs. */
final class Home {
  private Home() {}

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

  /** What surrounds the caller, without the values of fiber-locals. */
  static Context withoutFiberLocals() {
    Context context = Carrier.current().context();
    return new Context(context.scope(), FiberLocal.without(context.locals()));
  }
}
