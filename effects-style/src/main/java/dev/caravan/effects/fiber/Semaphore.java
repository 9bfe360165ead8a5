package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, of which each holder has one. Those who wait for a permit get one in the
 * order in which they came: a release hands it directly to the one who has waited longest, so
 * nobody overtakes. May be used from any thread, domain or pool.
 *
 * <p>What a holder did before it released happens before what the next one does with that permit.
 * Source of the concept: eio's {@code Semaphore}.
 */
public final class Semaphore extends Line<Void> {
  private int free; // under the latch; positive only while nobody waits

  private Semaphore(int permits, @Nullable String label) {
    super(label);
    this.free = permits;
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many permits are free at first; with zero, somebody has to release first
   * @return the semaphore
   * @throws IllegalArgumentException if the number is negative
   */
  public static Semaphore create(int permits) {
    return new Semaphore(requireCount(permits), null);
  }

  /**
   * Makes a semaphore with a name for messages and dumps.
   *
   * @param permits how many permits are free at first; with zero, somebody has to release first
   * @param label the name
   * @return the semaphore
   * @throws IllegalArgumentException if the number is negative
   */
  public static Semaphore create(int permits, String label) {
    Objects.requireNonNull(label, "the label of a semaphore is null");
    return new Semaphore(requireCount(permits), label);
  }

  private static int requireCount(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a semaphore has zero permits or more at first, not " + permits);
    }
    return permits;
  }

  /**
   * Takes a permit. Does not suspend if one is free, and then looks at neither scope nor interrupt.
   * Otherwise suspends until a release hands one over; a caller that is cancelled or interrupted
   * first has taken none, and leaves no debt.
   *
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public void acquire() {
    Ticket<Void> mine = takeOrQueue();
    if (mine != null) {
      await(mine);
    }
  }

  private @Nullable Ticket<Void> takeOrQueue() {
    latch();
    try {
      if (free > 0) {
        free--;
        return null;
      }
      return join();
    } finally {
      unlatch();
    }
  }

  /**
   * Takes a permit if one is free. Never suspends.
   *
   * @return whether it took one
   */
  public boolean tryAcquire() {
    latch();
    try {
      boolean any = free > 0;
      if (any) {
        free--;
      }
      return any;
    } finally {
      unlatch();
    }
  }

  /**
   * Gives a permit back, or a new one. If somebody waits, the one who has waited longest has it and
   * will resume; the caller goes on. Never suspends.
   *
   * @throws IllegalStateException if 2<sup>31</sup> - 1 permits are free; nothing changes
   */
  public void release() {
    Ticket<Void> next;
    latch();
    try {
      next = claimFirst(null);
      if (next == null) {
        if (free == Integer.MAX_VALUE) {
          throw new IllegalStateException(
              "semaphore.release: would overflow the permits of " + this);
        }
        free++;
      }
    } finally {
      unlatch();
    }
    if (next != null) {
      next.wake();
    }
  }

  /**
   * How many permits are free. Others may change it at any time, so this is for dumps and tests.
   *
   * @return the number at some moment; zero if anybody waits
   */
  public int value() {
    latch();
    try {
      return free;
    } finally {
      unlatch();
    }
  }

  /** Names the semaphore in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return nameAs("semaphore");
  }
}
