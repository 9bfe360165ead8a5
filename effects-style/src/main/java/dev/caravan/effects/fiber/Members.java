package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a switch, and what failed in it. One small lock, so that it is right for fibers that
 * take turns and for those that run in parallel; nobody waits under it.
 */
final class Members {
  /*
   * all counts the fibers and, until the body has returned, the body. Once only daemons are left,
   * ending is set: nobody joins any more, so the cancellation that follows meets daemons only.
   */

  // all guarded by this; what is volatile may be read without
  private int all = 1;
  private int daemons;
  private boolean ending;
  private volatile boolean finished;
  private volatile @Nullable Throwable failure;
  private @Nullable Trigger idle;
  private @Nullable Child newest;
  private @Nullable Hooks hooks; // made when somebody needs them: most switches have none

  /** Counts a fiber in; false if nobody joins any more. */
  synchronized boolean tryJoin(Child child) {
    if (finished || ending) {
      return false;
    }
    all++;
    if (child.isDaemon) {
      daemons++;
    }
    child.older = newest;
    if (newest != null) {
      newest.newer = child;
    }
    newest = child;
    return true;
  }

  /** A fiber has ended; true if only daemons are left since. */
  boolean leave(Child child) {
    Runnable wake;
    boolean onlyDaemons;
    synchronized (this) {
      unlink(child);
      if (child.isDaemon) {
        daemons--;
      }
      all--;
      onlyDaemons = tryEnd();
      wake = wakeIfIdle();
    }
    if (wake != null) {
      wake.run();
    }
    return onlyDaemons;
  }

  /** The body has ended. True if so has the switch: no fiber is left, and it never had a hook. */
  synchronized boolean leaveBody() {
    all--;
    if (all > 0 || hooks != null) {
      return false;
    }
    finished = true;
    return true;
  }

  /** The hooks, to which may be added until they are closed; null if it finished without any. */
  synchronized @Nullable Hooks hooks() {
    if (hooks == null && !finished) {
      hooks = new Hooks();
    }
    return hooks;
  }

  synchronized int hookCount() {
    return hooks == null ? 0 : hooks.count();
  }

  /** Ends the switch if only daemons are left: nobody joins any more. True if this call did. */
  synchronized boolean tryEnd() {
    if (ending || daemons == 0 || all > daemons) {
      return false;
    }
    ending = true;
    return true;
  }

  private void unlink(Child child) {
    Child older = child.older;
    Child newer = child.newer;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
  }

  private @Nullable Runnable wakeIfIdle() {
    Trigger waiting = idle;
    if (all > 0 || waiting == null) {
      return null;
    }
    idle = null;
    return waiting.claim();
  }

  /** What is signalled when the last fiber has ended; null if there is none. */
  synchronized @Nullable Trigger untilIdle(Object subject) {
    if (all == 0) {
      return null;
    }
    Trigger trigger = new Trigger(subject);
    idle = trigger;
    return trigger;
  }

  /** Closes the switch for good, unless fibers have joined meanwhile. */
  synchronized boolean tryFinish() {
    finished = all == 0;
    return finished;
  }

  boolean isFinished() {
    return finished;
  }

  synchronized void add(Throwable later) {
    failure = MultipleFailures.join(failure, later);
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** The fibers, oldest first. */
  synchronized List<Child> children() {
    List<Child> children = new ArrayList<>();
    for (Child at = newest; at != null; at = at.older) {
      children.add(at);
    }
    return children.reversed();
  }
}
