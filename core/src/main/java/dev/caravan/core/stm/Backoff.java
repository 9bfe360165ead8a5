package dev.caravan.core.stm;

import java.util.concurrent.ThreadLocalRandom;

/** How long to keep away after an interference: a random time whose bound doubles. */
final class Backoff {
  private static final int LONGEST = 12; // 2^12 hints are some 100 microseconds

  private int losses;

  /** Waits once more, longer; once that would take too long, lets other threads run instead. */
  @SuppressWarnings("ThreadPriorityCheck") // a yield is all there is to do
  void once() {
    if (losses > LONGEST) {
      Thread.yield();
      return;
    }
    for (int hints = ThreadLocalRandom.current().nextInt(1 << losses); hints > 0; hints--) {
      Thread.onSpinWait();
    }
    losses++;
  }
}
