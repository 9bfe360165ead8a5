package dev.caravan.effects.miou;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A point at which a task waits for an event of its own domain, once. Made by {@link Miou#syscall};
 * the domain's {@link Events} say when the task goes on.
 */
public final class Syscall {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Home home;
  private final long uid = NUMBER.incrementAndGet();
  private final Trigger trigger = new Trigger(this);
  private boolean used; // of the domain

  Syscall(Home home) {
    this.home = home;
  }

  /**
   * The number of this syscall; no other has it.
   *
   * @return the number
   */
  public long uid() {
    return uid;
  }

  /**
   * Suspends the task until the domain's events name this syscall.
   *
   * @throws Cancelled if the task is cancelled first; the events are told
   * @throws IllegalStateException if the caller is not a task of the domain that made this, if it
   *     was used before, or if the run has no events
   */
  @Suspends
  public void suspend() {
    suspend(() -> {});
  }

  /**
   * Suspends the task until the domain's events name this syscall.
   *
   * @param registered enters it into the tables of the events; runs once it is certain that the
   *     events will be told if the task is cancelled, and not at all if it was before
   * @throws Cancelled if the task is cancelled first; the events are told
   * @throws IllegalStateException if the caller is not a task of the domain that made this, if it
   *     was used before, or if the run has no events
   */
  @Suspends
  public void suspend(Runnable registered) {
    Task<?> me = Task.suspending("suspend");
    if (me.home != home) {
      throw new IllegalStateException(
          this + " belongs to domain " + home.uid + ", not to " + me.home.uid);
    }
    if (used) {
      throw new IllegalStateException(this + " was used before; it suspends once");
    }
    home.refuseWithoutEvents();
    used = true;
    registered.run();
    try {
      trigger.await();
    } catch (Cancelled | Interrupted e) {
      home.cancelled(this);
      throw e;
    }
    home.tick(me);
  }

  /** Lets the task go on; false if it was cancelled. */
  boolean signal(Home from) {
    if (from != home) {
      throw new IllegalStateException(
          "the events of domain " + from.uid + " signal " + this + " of domain " + home.uid);
    }
    return trigger.signal();
  }

  @Override
  public String toString() {
    return "syscall " + uid;
  }
}
