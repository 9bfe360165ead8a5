package dev.caravan.core.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The system's time as it was some 20 milliseconds ago at most, if the system lets a thread run
 * that often: near enough for the ages of waits. To ask the system takes a tenth of a hand-over.
 *
 * <p>Public only because packages of {@code core} share it: a program does not need it.
 */
public final class CoarseTime {
  /*
   * A thread reads the time every period, and falls asleep when nobody has asked for a while. Who
   * asks while it sleeps reads the time himself and wakes it. That somebody has asked is only told
   * if it is not known yet, so that most who ask write nothing; a word that comes late lets the
   * thread sleep early, which the next to ask ends.
   */
  private static final long PERIOD = 20_000_000;
  private static final int QUIET_PERIODS = 10; // before it sleeps
  private static final VarHandle ASKED;

  static {
    try {
      ASKED = MethodHandles.lookup().findStaticVarHandle(CoarseTime.class, "asked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static volatile long now = System.nanoTime();
  private static volatile boolean asleep;

  @SuppressWarnings("unused") // through ASKED
  private static boolean asked;

  private static final @Nullable Thread TICKER = start();

  private CoarseTime() {}

  private static @Nullable Thread start() {
    Thread ticker =
        Thread.ofPlatform()
            .daemon()
            .name("caravan-coarse-time")
            .inheritInheritableThreadLocals(false) // nor the class loader of whoever is first
            .unstarted(CoarseTime::run);
    try {
      ticker.start();
      return ticker;
    } catch (OutOfMemoryError noThread) {
      asleep = true; // for good: everybody asks the system
      return null;
    }
  }

  /**
   * The time.
   *
   * @return what {@link System#nanoTime()} was a moment ago
   */
  public static long now() {
    if (asleep) {
      wake();
    } else if (!(boolean) ASKED.getOpaque()) {
      ASKED.setOpaque(true);
    }
    return now;
  }

  /** Whether nobody has asked for a while; for tests. */
  static boolean isAsleep() {
    return asleep;
  }

  private static void wake() {
    now = System.nanoTime();
    Thread ticker = TICKER;
    if (ticker != null) {
      asleep = false;
      LockSupport.unpark(ticker);
    }
  }

  private static void run() {
    int quiet = 0;
    while (true) {
      LockSupport.parkNanos(PERIOD);
      now = System.nanoTime();
      quiet = (boolean) ASKED.getOpaque() ? 0 : quiet + 1;
      ASKED.setOpaque(false);
      if (quiet > QUIET_PERIODS) {
        quiet = 0;
        sleep();
      }
    }
  }

  private static void sleep() {
    asleep = true;
    while (asleep) {
      LockSupport.park();
    }
  }
}
