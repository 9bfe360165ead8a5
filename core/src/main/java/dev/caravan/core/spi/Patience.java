package dev.caravan.core.spi;

import dev.caravan.core.kernel.Trigger;

/**
 * Whether a thread looks out for its signal on the processor before it parks. It does as long as
 * signals come in time, as between two threads on two processors that answer each other; else it
 * tries again ever more rarely, so that trying costs next to nothing. Of one thread.
 */
final class Patience {
  private static final int LOOKS = 512; // long enough for an idle carrier to wake and steal
  private static final int FIRST_PAUSE = 32;
  private static final int LAST_PAUSE = 2_048;
  private static final boolean OTHERS_RUN_MEANWHILE =
      Integer.getInteger(
              "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors())
          > 1;

  // what the threads have learnt from each other; the races are benign, they only delay a try
  private static int pause = FIRST_PAUSE;

  private int waitsToTry = pause;

  /** Looks out, if that is promising; returns whether the trigger was settled meanwhile. */
  boolean isRewarded(Trigger trigger) {
    if (!OTHERS_RUN_MEANWHILE || --waitsToTry > 0) {
      return false;
    }
    for (int look = 0; look < LOOKS; look++) {
      if (trigger.isGone()) {
        waitsToTry = 0;
        learn(Math.max(pause / 2, FIRST_PAUSE)); // by halves: one success may be luck
        return true;
      }
      Thread.onSpinWait();
    }
    waitsToTry = pause;
    learn(Math.min(2 * pause, LAST_PAUSE));
    return false;
  }

  private static void learn(int nextPause) {
    if (pause != nextPause) {
      pause = nextPause;
    }
  }
}
