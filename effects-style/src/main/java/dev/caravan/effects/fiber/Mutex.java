package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Suspends;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock that may be held across suspensions, for state that is changed in several steps. Those who
 * wait get it in the order in which they came: an unlock hands it directly to the one who has
 * waited longest. It is not reentrant and belongs to nobody: a second {@link #lock()} by its holder
 * waits for ever. May be used from any thread, domain or pool.
 *
 * <p>A critical section that changes the state and fails halfway <em>poisons</em> the mutex: all
 * who wait for it, and all who use it later, get {@link Poisoned}. {@link #useRw} does that by
 * itself; {@link #useRo} is for sections that only look, and just unlocks. Within one domain no
 * mutex is needed for changes that do not suspend.
 *
 * <p>What a holder did before it unlocked happens before what the next one does. Source of the
 * concept: eio's {@code Mutex}.
 */
public final class Mutex extends Line<Throwable> {
  /*
   * State: FREE ⇄ LOCKED, and from either to POISONED for good. An unlock with waiters leaves it
   * LOCKED: ownership moves. A waiter is given nothing, or the poison.
   */
  private boolean locked; // under the latch, as is
  private @Nullable Throwable poison;

  private Mutex(@Nullable String label) {
    super(label);
  }

  /**
   * Makes an unlocked mutex.
   *
   * @return the mutex
   */
  public static Mutex create() {
    return new Mutex(null);
  }

  /**
   * Makes an unlocked mutex with a name for messages and dumps.
   *
   * @param label the name
   * @return the mutex
   */
  public static Mutex create(String label) {
    return new Mutex(Objects.requireNonNull(label, "the label of a mutex is null"));
  }

  // ---- by hand

  /**
   * Locks. Does not suspend if nobody holds the lock, and then looks at neither scope nor
   * interrupt. Otherwise suspends until an unlock hands it over; a caller that is cancelled or
   * interrupted first does not have it.
   *
   * @throws Poisoned if the mutex is poisoned, before or while waiting; the caller does not have it
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public void lock() {
    Ticket<Throwable> mine = takeOrQueue();
    if (mine != null) {
      refuse(await(mine));
    }
  }

  /** Locks, whatever else happens: for those who must hold the lock when they return. */
  @Suspends
  void lockUninterruptibly() {
    Ticket<Throwable> mine = takeOrQueue();
    if (mine != null) {
      refuse(awaitUninterruptibly(mine));
    }
  }

  private @Nullable Ticket<Throwable> takeOrQueue() {
    latch();
    try {
      refuse(poison);
      if (locked) {
        return join();
      }
      locked = true;
      return null;
    } finally {
      unlatch();
    }
  }

  private void refuse(@Nullable Throwable poisoned) {
    if (poisoned != null) {
      throw new Poisoned(this, poisoned);
    }
  }

  /**
   * Locks if nobody holds the lock. Never suspends.
   *
   * @return whether it locked
   * @throws Poisoned if the mutex is poisoned
   */
  public boolean tryLock() {
    latch();
    try {
      refuse(poison);
      boolean mine = !locked;
      locked = true;
      return mine;
    } finally {
      unlatch();
    }
  }

  /**
   * Unlocks. If somebody waits, the one who has waited longest has the lock and will resume; the
   * caller goes on. Never suspends.
   *
   * @throws IllegalStateException if nobody holds the lock: the mutex is poisoned by that
   * @throws Poisoned if the mutex is poisoned
   */
  public void unlock() {
    Ticket<Throwable> next = null;
    latch();
    try {
      refuse(poison);
      if (!locked) {
        poison = new IllegalStateException("mutex.unlock: already unlocked");
        throw (IllegalStateException) poison;
      }
      next = claimFirst(null);
      locked = next != null;
    } finally {
      unlatch();
    }
    if (next != null) {
      next.wake();
    }
  }

  private void poison(Throwable cause) {
    List<Ticket<Throwable>> waited;
    latch();
    try {
      if (poison != null) {
        return; // the first reason stays
      }
      poison = cause;
      waited = claimAll(cause);
    } finally {
      unlatch();
    }
    waited.forEach(Ticket::wake);
  }

  // ---- critical sections

  /**
   * Runs a critical section that may change what the mutex guards. If it throws, cancelled or not,
   * the mutex is poisoned by what it threw.
   *
   * @param protect whether cancellation is kept from the section, so that it is completed; waiting
   *     for the lock can be cancelled in any case. A cancellation meanwhile is seen by the first
   *     wait or check after the section
   * @param section what to run under the lock
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, even if the caller was cancelled meanwhile
   * @throws X whatever the section throws; the mutex is poisoned
   * @throws Poisoned if the mutex is poisoned, before or while waiting; the section does not run
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock: the section does not run, nothing is poisoned. Or as the section throws it
   * @throws dev.caravan.core.kernel.Interrupted as for {@code Cancelled}
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T useRw(
      boolean protect, ThrowingSupplier<T, X> section) throws X {
    lock();
    T value;
    try {
      value = protect ? CancelScope.protect(section) : section.get();
    } catch (Throwable failure) {
      poison(failure);
      throw failure;
    }
    unlock();
    return value;
  }

  /**
   * Runs a critical section without a value; see {@link #useRw}.
   *
   * @param protect whether cancellation is kept from the section
   * @param section what to run under the lock
   * @param <X> what it may throw
   * @throws X whatever the section throws; the mutex is poisoned
   */
  @Suspends
  public <X extends Throwable> void runRw(boolean protect, ThrowingRunnable<X> section) throws X {
    this.<@Nullable Void, X>useRw(
        protect,
        () -> {
          section.run();
          return null;
        });
  }

  /**
   * Runs a critical section that only looks at what the mutex guards, or leaves it whole however it
   * ends. It excludes all others. If it throws, the mutex is unlocked and stays usable.
   *
   * @param section what to run under the lock
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the section throws
   * @throws Poisoned if the mutex is poisoned, before or while waiting; the section does not run
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock: the section does not run. Or as the section throws it
   * @throws dev.caravan.core.kernel.Interrupted as for {@code Cancelled}
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T useRo(ThrowingSupplier<T, X> section)
      throws X {
    lock();
    T value;
    try {
      value = section.get();
    } catch (Throwable failure) {
      unlockAfter(failure);
      throw failure;
    }
    unlock();
    return value;
  }

  /**
   * Runs a critical section without a value; see {@link #useRo}.
   *
   * @param section what to run under the lock
   * @param <X> what it may throw
   * @throws X whatever the section throws
   */
  @Suspends
  public <X extends Throwable> void runRo(ThrowingRunnable<X> section) throws X {
    this.<@Nullable Void, X>useRo(() -> {
      section.run();
      return null;
    });
  }

  private void unlockAfter(Throwable failure) {
    try {
      unlock();
    } catch (IllegalStateException alsoUnlocked) { // by the section itself
      failure.addSuppressed(alsoUnlocked);
    }
  }

  /** Names the mutex in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return nameAs("mutex");
  }
}
