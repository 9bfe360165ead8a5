package dev.caravan.core.domain;

import dev.caravan.core.queue.MpscQueue;

/**
 * Whether a driver looks out for mail on the processor before it parks. It does as long as mail
 * comes in time, as between two domains that answer each other; else it tries again ever more
 * rarely. A timer that is due meanwhile fires late by as long as that takes. Of one thread.
 */
final class LookOut {
  private static final long NANOS = 20_000; // less than parking and being unparked take
  private static final int LAST_PAUSE = 64; // of so many idles one looks out at least
  private static final boolean OTHERS_RUN_MEANWHILE =
      Runtime.getRuntime().availableProcessors() > 1;

  private final long limit;
  private int idlesToTry;
  private int pause = 1;

  LookOut() {
    this(OTHERS_RUN_MEANWHILE ? NANOS : 0);
  }

  /** Makes one that looks out for so many nanoseconds at most; never if that is zero. */
  LookOut(long limit) {
    this.limit = limit;
  }

  /** Looks out, if that is promising; returns whether mail has come. */
  boolean isRewarded(MpscQueue<?> inbox) {
    if (limit == 0 || --idlesToTry > 0) {
      return false;
    }
    boolean rewarded = comesSoon(inbox);
    idlesToTry = rewarded ? 0 : pause;
    pause = rewarded ? 1 : Math.min(2 * pause, LAST_PAUSE);
    return rewarded;
  }

  private boolean comesSoon(MpscQueue<?> inbox) {
    long begin = System.nanoTime();
    while (inbox.isEmpty()) {
      if (System.nanoTime() - begin >= limit) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }
}
