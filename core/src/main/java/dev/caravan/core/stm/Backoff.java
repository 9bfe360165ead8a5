package dev.caravan.core.stm;

import java.util.concurrent.ThreadLocalRandom;

/** How long to keep away after an interference: a random time whose bound doubles. */
final class Backoff {
  private static final int LEAST = 16; // hints to the processor
  private static final int MOST = 4_096;

  private int bound = LEAST;

  /** Waits once more, longer; beyond some 100 microseconds lets other threads run instead. */
  @SuppressWarnings("ThreadPriorityCheck") // a yield is all there is to do
  void once() {
    if (bound > MOST) {
      Thread.yield();
      return;
    }
    for (int hints = ThreadLocalRandom.current().nextInt(bound); hints > 0; hints--) {
      Thread.onSpinWait();
    }
    bound *= 2;
  }
}
