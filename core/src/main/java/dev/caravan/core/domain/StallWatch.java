package dev.caravan.core.domain;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each domain every 20 ms: one whose fiber has not given its turn away since the last look
 * is reported, once per stall, as a JFR event; after a second, in the log too. On a deterministic
 * domain such a fiber that waits in the JDK is refused.
 */
final class StallWatch {
  private static final Logger LOG = LoggerFactory.getLogger(Domain.class);
  private static final long PERIOD = 20_000_000;
  private static final int LOOKS_TO_LOG = 50;
  private static final int LOOKS_BEFORE_SLEEP = 50;
  private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
  private static volatile boolean asleep;
  private static final Thread WATCH = start();

  private StallWatch() {}

  private static Thread start() {
    return Thread.ofPlatform().daemon().name("caravan-stall-watch").start(StallWatch::run);
  }

  /**
   * Begins to watch a domain; {@code abandon} lets its caller go although its fiber does not end.
   */
  static Watched watch(Loop loop, Runnable abandon) {
    Watched watched = new Watched(loop, abandon);
    WATCHED.add(watched);
    keepAwake();
    return watched;
  }

  /** A domain has something to do: the watch, which sleeps while none has, is to look. */
  static void keepAwake() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(WATCH);
    }
  }

  private static void run() {
    int idleLooks = 0;
    while (true) {
      LockSupport.parkNanos(PERIOD);
      idleLooks = lookAtAll() ? 0 : idleLooks + 1;
      if (idleLooks > LOOKS_BEFORE_SLEEP) {
        idleLooks = 0;
        sleepUntilBusy();
      }
    }
  }

  /**
   * Parks. A domain that has work is no longer idle, then looks at the flag; we set it, then look
   * whether all are idle: that a fiber has begun its turn is seen too late.
   */
  private static void sleepUntilBusy() {
    asleep = true;
    for (Watched watched : WATCHED) {
      if (!watched.loop.isIdle()) {
        asleep = false;
      }
    }
    while (asleep) {
      LockSupport.park();
    }
  }

  /** Looks at each domain; whether any has run since. */
  private static boolean lookAtAll() {
    boolean busy = false;
    for (Watched watched : WATCHED) {
      try {
        busy |= watched.look();
      } catch (Throwable e) { // of taking a stack trace, or of a logger: the others go on
        busy = true;
      }
    }
    return busy;
  }

  /** One domain under watch. */
  static final class Watched implements AutoCloseable {
    private final Loop loop;
    private final Runnable abandon;

    // of the watch
    private long seenSwitches = -1;
    private int looks;
    private boolean waited; // when we last looked
    private boolean atFirstSight; // it waits, and did not when we last looked

    Watched(Loop loop, Runnable abandon) {
      this.loop = loop;
      this.abandon = abandon;
    }

    @Override
    public void close() {
      WATCHED.remove(this);
    }

    /** Whether the domain has run since, or runs. */
    boolean look() {
      long switches = loop.switches;
      DomainFiber fiber = loop.current;
      if (fiber == null || switches != seenSwitches) {
        boolean hasRun = switches != seenSwitches;
        seenSwitches = switches;
        looks = 0;
        waited = false;
        return hasRun;
      }
      looks++;
      Thread thread = fiber.runningThread();
      boolean waits =
          fiber.isRunningThreadWaiting() && loop.current == fiber && loop.switches == switches;
      atFirstSight = waits && !waited;
      waited = waits;
      if (waits) {
        fiber.foundWaiting(switches, this);
      }
      if (looks == 1) {
        DomainStallEvent.emit(fiber, frame(thread));
      } else if (looks == LOOKS_TO_LOG) {
        LOG.warn("{} has not given its turn away for a second, at {}", fiber, frame(thread));
      }
      return true;
    }

    /**
     * A fiber that has its domain's turn waits in the JDK: a deterministic domain refuses that,
     * unless it may be for a moment, as for a lock.
     */
    void refuse(DomainFiber fiber) {
      if (loop.isDeterministic() && !atFirstSight) {
        loop.refuse(fiber);
        if (looks > LOOKS_TO_LOG) { // not even an interrupt has ended it
          abandon.run();
        }
      }
    }

    private static String frame(@Nullable Thread thread) {
      StackTraceElement[] stack =
          thread == null ? new StackTraceElement[0] : thread.getStackTrace();
      return stack.length == 0 ? "an unknown place" : ForeignWait.programs(stack).toString();
    }
  }
}
