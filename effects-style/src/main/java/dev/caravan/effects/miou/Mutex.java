package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one task holds at a time, of any domain. Those that wait for it are suspended, and
 * get it in their order. A task that ends while it holds one passes it on.
 *
 * <p>Source: Miou's {@code Mutex}.
 */
public final class Mutex {
  private record Waiter(Task<?> task, Trigger trigger) {}

  // guarded by waiting
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private @Nullable Task<?> holder;

  private final @Nullable Object kept; // for the name

  /** Makes a mutex that nobody holds. */
  public Mutex() {
    this.kept = Identity.kept(null);
  }

  /**
   * Makes a mutex that nobody holds, with a name for messages and dumps.
   *
   * @param label the name
   */
  public Mutex(String label) {
    this.kept = Identity.kept(Objects.requireNonNull(label, "the label of a mutex is null"));
  }

  /**
   * Waits until nobody else holds it, and takes it.
   *
   * @throws Cancelled if the task is cancelled first; it does not hold the mutex
   * @throws IllegalStateException if the task holds it already
   */
  @Suspends
  public void lock() {
    Task<?> me = Task.suspending("lock");
    take(me, true);
    me.home.tick(me);
  }

  /**
   * Takes the mutex if nobody holds it; never waits.
   *
   * @return whether the caller holds it now
   * @throws IllegalStateException if the caller holds it already
   */
  public boolean tryLock() {
    Task<?> me = Task.calling("lock");
    boolean taken = enter(me, null);
    me.home.tick(me);
    return taken;
  }

  /**
   * Gives the mutex to the first that waits for it.
   *
   * @throws IllegalStateException if the caller does not hold it
   */
  public void unlock() {
    Task<?> me = Task.calling("unlock");
    giveUp(me);
    me.home.tick(me);
  }

  /**
   * Runs a body that holds the mutex. It is unlocked however the body ends.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   * @throws Cancelled if the task is cancelled while it waits for the mutex
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T protect(ThrowingSupplier<T, X> body)
      throws X {
    lock();
    try {
      return body.get();
    } finally {
      unlock();
    }
  }

  /**
   * Makes a condition of what this mutex guards.
   *
   * @return the condition
   */
  public Condition condition() {
    return new Condition(this);
  }

  /** Takes it; if it must not be cancelled, only once it has it. */
  void take(Task<?> me, boolean cancellable) {
    Trigger trigger = new Trigger(this);
    if (enter(me, trigger)) {
      return;
    }
    if (!cancellable) {
      trigger.awaitUninterruptibly();
      return;
    }
    try {
      trigger.await();
    } catch (Cancelled | Interrupted e) {
      synchronized (waiting) {
        waiting.removeIf(waiter -> waiter.trigger == trigger);
      }
      throw e;
    }
  }

  /** Takes it if it is free; otherwise queues the trigger, if there is one. */
  private boolean enter(Task<?> me, @Nullable Trigger trigger) {
    synchronized (waiting) {
      if (holder == me) {
        throw new IllegalStateException(me + " holds " + this + " already");
      }
      if (holder == null) {
        hold(me);
        return true;
      }
      if (trigger != null) {
        waiting.add(new Waiter(me, trigger));
      }
      return false;
    }
  }

  private void hold(Task<?> task) {
    holder = task;
    task.belongings.locked(this);
  }

  void giveUp(Task<?> me) {
    mustBeHeldBy(me);
    me.belongings.unlocked(this);
    passOn();
  }

  void mustBeHeldBy(Task<?> me) {
    synchronized (waiting) {
      if (holder != me) {
        throw new IllegalStateException(
            me + " does not hold " + this + "; " + (holder == null ? "nobody" : holder) + " does");
      }
    }
  }

  /** Gives it to the first that has not given up. */
  void passOn() {
    Runnable wake = null;
    synchronized (waiting) {
      holder = null;
      for (Waiter next = waiting.poll(); next != null; next = waiting.poll()) {
        wake = next.trigger.claim();
        if (wake != null) {
          hold(next.task);
          break;
        }
      }
    }
    if (wake != null) {
      wake.run();
    }
  }

  /** Names the mutex in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return Identity.of(this, "mutex", kept);
  }
}
