package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place where those wait who want to know when something has changed. A broadcast wakes all who
 * wait at that moment; one with nobody waiting is lost, so look first and wait afterwards. May be
 * used from any thread, domain or pool.
 *
 * <p>Which form to use: state guarded by a {@link Mutex}: {@link #await} in a loop. State of one
 * domain, looked at without suspending: {@link #awaitNoMutex} in a loop. Otherwise {@link
 * #loopNoMutex}, which misses nothing. There is no waking of one waiter alone. Source of the
 * concept: eio's {@code Condition}.
 */
public final class Condition extends Line<Void> {
  private Condition(@Nullable String label) {
    super(label);
  }

  /**
   * Makes a condition nobody waits for.
   *
   * @return the condition
   */
  public static Condition create() {
    return new Condition(null);
  }

  /**
   * Makes a condition nobody waits for, with a name for messages and dumps.
   *
   * @param label the name
   * @return the condition
   */
  public static Condition create(String label) {
    return new Condition(Objects.requireNonNull(label, "the label of a condition is null"));
  }

  /**
   * Unlocks the mutex, suspends the caller until the next broadcast, and locks the mutex again. A
   * broadcast after the unlock is not missed. The caller holds the lock again however this ends,
   * unless the mutex is poisoned: locking again is neither cancelled nor interrupted.
   *
   * @param mutex what the caller has locked
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled before the
   *     broadcast; the caller holds the lock
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted before the
   *     broadcast; the caller holds the lock
   * @throws IllegalStateException if nobody holds the lock; the mutex is poisoned by that
   * @throws Poisoned if the mutex is poisoned; the caller does not have the lock
   */
  @Suspends
  public void await(Mutex mutex) {
    Ticket<Void> mine = register();
    try {
      mutex.unlock();
    } catch (IllegalStateException notLocked) {
      leave(mine);
      throw notLocked;
    }
    Throwable ended = null;
    try {
      await(mine);
    } catch (RuntimeException | Error e) {
      ended = e;
    }
    lockAgain(mutex, ended);
    Failures.throwUnchecked(ended);
  }

  private static void lockAgain(Mutex mutex, @Nullable Throwable ended) {
    try {
      mutex.lockUninterruptibly();
    } catch (Poisoned poisoned) {
      if (ended != null) {
        poisoned.addSuppressed(ended);
      }
      throw poisoned;
    }
  }

  /**
   * Suspends the caller until the next broadcast. Always suspends.
   *
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public void awaitNoMutex() {
    await(register());
  }

  /**
   * Calls a function until it has an answer, each time waiting for a broadcast that came after the
   * function began: what changes while it runs is not missed. The function may suspend.
   *
   * @param update looks, and says what it found; empty to be called again after the next broadcast
   * @param <T> the type of the answer
   * @param <X> what it may throw
   * @return the answer, even in a cancelled scope
   * @throws X whatever the function throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled when the function
   *     has no answer, even if there was a broadcast, or while it waits for one
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited
   */
  @Suspends
  public <T, X extends Throwable> T loopNoMutex(ThrowingSupplier<Optional<T>, X> update) throws X {
    while (true) {
      Ticket<Void> mine = register();
      boolean waits = false;
      try {
        Optional<T> answer = update.get();
        if (answer.isPresent()) {
          return answer.get();
        }
        CancelScope.check();
        waits = true;
      } finally {
        if (!waits) {
          leave(mine);
        }
      }
      if (mine.trigger.isSignaled()) {
        Turn.pass();
      } else {
        await(mine);
      }
    }
  }

  /**
   * Registers what to run at the next broadcast, once, on the thread that broadcasts, before the
   * broadcast returns.
   *
   * @param action what to run; it must not wait. What it throws, the broadcaster gets after all
   *     others were woken
   * @return closes the registration: after {@code close} returned the action has run, is running,
   *     or never will
   */
  public CancelScope.Registration onBroadcast(Runnable action) {
    Objects.requireNonNull(action, "the action at a broadcast is null");
    Ticket<Void> mine;
    latch();
    try {
      mine = join();
      mine.trigger.onSignal(action);
    } finally {
      unlatch();
    }
    return () -> withdraw(mine);
  }

  /** Takes a registration back without running its action. */
  private void withdraw(Ticket<Void> mine) {
    latch();
    try {
      remove(mine);
    } finally {
      unlatch();
    }
  }

  private Ticket<Void> register() {
    latch();
    try {
      return join();
    } finally {
      unlatch();
    }
  }

  /**
   * Wakes all who wait, in the order in which they came; the caller goes on. Never suspends; may be
   * called from any thread.
   */
  public void broadcast() {
    List<Ticket<Void>> waited;
    latch();
    try {
      waited = claimAll(null);
    } finally {
      unlatch();
    }
    Throwable failure = null;
    for (Ticket<Void> next : waited) {
      try {
        next.wake();
      } catch (RuntimeException | Error e) { // an action threw; the others still have to wake
        failure = Failures.join(failure, e);
      }
    }
    Failures.throwUnchecked(failure);
  }

  /** Names the condition in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return nameAs("condition");
  }
}
