package dev.caravan.docs.pictures;

import java.time.Duration;

/** Work that takes a given time of a processor. */
final class Busy {
  private Busy() {}

  static void work(int millis) {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
