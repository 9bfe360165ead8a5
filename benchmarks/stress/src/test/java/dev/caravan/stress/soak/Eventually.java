package dev.caravan.stress.soak;

import dev.caravan.core.kernel.TimedOut;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what announces itself to nobody, such as the end of a thread that is ending. */
final class Eventually {
  private Eventually() {}

  static void holds(String what, BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimedOut(what, limit);
      }
      Thread.yield();
    }
  }
}
