package dev.caravan.core.spi;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The system's time as it was some 20 milliseconds ago at most, if the system lets a thread run
 * that often: near enough for the ages of waits, and cheaper than to ask the system.
 *
 * <p>Public only because packages of {@code core} share it: a program does not need it.
 */
public final class CoarseTime {
  /*
   * A thread reads the time every period, and falls asleep when nobody has asked for a while. Who
   * asks while it sleeps asks the system himself, and wakes it. That somebody has asked is only told
   * if it is not known yet, so that most who ask write nothing; a word that comes late lets the
   * thread sleep early, which the next to ask ends.
   *
   * The class does next to nothing when it is initialized: that may happen at the end of a stack.
   */
  private static final long PERIOD = 20_000_000;
  private static final int QUIET_PERIODS = 10; // before it sleeps

  private static volatile long now; // when awake; the thread's
  private static volatile boolean asleep = true; // the thread's
  private static volatile boolean asked;
  private static volatile @Nullable Thread ticker; // made for the first who asks
  private static boolean unavailable; // guarded by the class: the system refuses a thread

  private CoarseTime() {}

  /**
   * The time.
   *
   * @return what {@link System#nanoTime()} is, or was a moment ago
   */
  public static long now() {
    if (asleep) {
      return wakeAndAskTheSystem();
    }
    if (!asked) {
      asked = true;
    }
    return now;
  }

  /** Whether nobody has asked for a while; for tests. */
  static boolean isAsleep() {
    return asleep;
  }

  private static long wakeAndAskTheSystem() {
    long told = System.nanoTime(); // before the thread wakes: what it says is no earlier
    Thread sleeper = ticker;
    if (sleeper == null) {
      start();
    } else {
      LockSupport.unpark(sleeper);
    }
    return told;
  }

  private static synchronized void start() {
    if (ticker == null && !unavailable) {
      Thread made =
          Thread.ofPlatform()
              .daemon()
              .name("caravan-coarse-time")
              .inheritInheritableThreadLocals(false) // nor the class loader of whoever is first
              .unstarted(CoarseTime::run);
      try {
        made.start();
        ticker = made;
      } catch (OutOfMemoryError noThread) {
        unavailable = true; // so everybody asks the system
      }
    }
  }

  private static void run() {
    while (true) {
      now = System.nanoTime();
      asleep = false;
      tickWhileAsked();
      asleep = true;
      LockSupport.park(); // if it returns early, then it sleeps a while later
    }
  }

  private static void tickWhileAsked() {
    for (int quiet = 0; quiet < QUIET_PERIODS; quiet = asked ? 0 : quiet + 1) {
      asked = false;
      LockSupport.parkNanos(PERIOD);
      now = System.nanoTime();
    }
  }
}
