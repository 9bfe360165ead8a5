package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks wait until something has changed that a {@link Mutex} guards. Who wakes looks again:
 * it may have changed back. Made by {@link Mutex#condition}.
 *
 * <p>Source: Miou's {@code Condition}.
 */
public final class Condition {
  private final Mutex mutex;
  private final ArrayDeque<Trigger> waiting = new ArrayDeque<>(); // guarded by itself

  Condition(Mutex mutex) {
    this.mutex = mutex;
  }

  /**
   * Gives the mutex up, waits for a signal, and takes the mutex again.
   *
   * @throws Cancelled if the task is cancelled first; it holds the mutex again, and has taken no
   *     signal
   * @throws IllegalStateException if the caller does not hold the mutex
   */
  @Suspends
  public void await() {
    Task<?> me = Task.suspending("wait for a condition");
    mutex.mustBeHeldBy(me);
    Trigger trigger = new Trigger(this);
    synchronized (waiting) {
      waiting.add(trigger);
    }
    mutex.giveUp(me);
    try {
      trigger.await();
    } catch (Cancelled | Interrupted e) {
      synchronized (waiting) {
        waiting.remove(trigger);
      }
      throw e;
    } finally {
      mutex.take(me, false);
    }
    me.home.tick(me);
  }

  /** Wakes the one that has waited longest, if there is one. */
  public void signal() {
    Trigger next = poll();
    while (next != null && !next.signal()) { // it has given up
      next = poll();
    }
  }

  /** Wakes all that wait when it begins, each once: who waits again waits for the next signal. */
  public void broadcast() {
    List<Trigger> all;
    synchronized (waiting) {
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(Trigger::signal);
  }

  /** Names the condition in messages and dumps: by a number, and its mutex. */
  @Override
  public String toString() {
    return Identity.of(this, "condition", null) + " of " + mutex;
  }

  private @Nullable Trigger poll() {
    synchronized (waiting) {
      return waiting.poll();
    }
  }
}
