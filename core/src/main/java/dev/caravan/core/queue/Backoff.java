package dev.caravan.core.queue;

import java.util.concurrent.ThreadLocalRandom;

/**
 * What a thread does that lost a race for one word: it looks away for a while, the longer the more
 * often it lost, and by chance, so that two losers do not meet again.
 */
final class Backoff {
  private static final int LONGEST = 7; // 2^7 hints are some microseconds, less than a switch

  private Backoff() {}

  /**
   * Waits.
   *
   * @param losses how often the caller has lost in a row before
   * @return one more
   */
  static int after(int losses) {
    int most = 1 << Math.min(losses, LONGEST);
    for (int i = ThreadLocalRandom.current().nextInt(most); i >= 0; i--) {
      Thread.onSpinWait();
    }
    return losses + 1;
  }
}
