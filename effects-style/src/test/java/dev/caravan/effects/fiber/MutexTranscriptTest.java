package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's mutexes say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class MutexTranscriptTest {
  private final Transcript said = new Transcript();

  private void lock(Mutex mutex) {
    said.say("Locking");
    mutex.lock();
    said.say("Locked");
  }

  private void unlock(Mutex mutex) {
    said.say("Unlocking");
    mutex.unlock();
    said.say("Unlocked");
  }

  @Test
  @DisplayName("C7, eio 28: four contenders are strictly serial; an unlock never switches")
  void contendersAreServedInTheirOrder() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      Runnable contender =
          () -> {
            lock(mutex);
            yieldNow();
            unlock(mutex);
          };
      OnDomain.all(contender::run, contender::run, contender::run, contender::run);
      said.isInOneText(
          "Locking / Locked / Locking / Locking / Locking / Unlocking / Unlocked / Locked / Unlocking"
              + " / Unlocked / Locked / Unlocking / Unlocked / Locked / Unlocking / Unlocked");
    });
  }

  @Test
  @DisplayName("C9: to unlock twice throws, and poisons")
  void aSecondUnlockPoisons() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      mutex.lock();
      mutex.unlock();
      assertThatThrownBy(mutex::unlock)
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage("mutex.unlock: already unlocked");
      assertThatThrownBy(mutex::lock).satisfies(e -> said.say("", e)).isInstanceOf(Poisoned.class);
      said.is("Poisoned (IllegalStateException: mutex.unlock: already unlocked)");
      assertThatThrownBy(mutex::tryLock).isInstanceOf(Poisoned.class);
      assertThatThrownBy(mutex::unlock).isInstanceOf(Poisoned.class);
    });
  }

  @Test
  void onlyOneCriticalSectionRunsAtATime() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      Runnable section =
          () ->
              mutex.runRw(
                  true,
                  () -> {
                    said.say("Entered");
                    yieldNow();
                    said.say("Leaving");
                  });
      both(section::run, section::run);
      said.isInOneText("Entered / Leaving / Entered / Leaving");
    });
  }

  @Test
  @DisplayName("C10, eio 28: a protected section is completed, then the cancellation is seen")
  void aProtectedSectionIsCompleted() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      assertThatThrownBy(() ->
              both(
                  () -> {
                    mutex.runRw(
                        true,
                        () -> {
                          yieldNow();
                          said.say("Restored invariant");
                        });
                    CancelScope.check();
                    said.say("Error: not cancelled!");
                  },
                  () -> {
                    said.say("Cancelling...");
                    OnDomain.fail("Simulated error");
                  }))
          .hasMessage("Simulated error");
      said.isInOneText("Cancelling... / Restored invariant");
      assertThat(mutex.tryLock()).isTrue();
    });
  }

  @Test
  @DisplayName("eio 28: a section that is not protected is cancelled, and poisons")
  void aCancelledSectionPoisons() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      assertThatThrownBy(() ->
              both(
                  () ->
                      mutex.runRw(
                          false,
                          () -> {
                            yieldNow();
                            said.say("Restored invariant");
                          }),
                  () -> OnDomain.fail("Simulated error")))
          .hasMessage("Simulated error");
      assertThatThrownBy(() -> mutex.runRo(() -> said.say("Error: not poisoned")))
          .satisfies(e -> said.say("", e));
      said.is("Poisoned (Cancelled: RuntimeException: Simulated error)");
    });
  }

  @Test
  @DisplayName("eio 28: protection does not extend to waiting for the lock")
  void waitingForTheLockIsNotProtected() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      mutex.lock();
      assertThatThrownBy(() ->
              both(
                  () -> mutex.runRw(true, () -> said.say("Error: in the section")),
                  () -> OnDomain.fail("Simulated error")))
          .hasMessage("Simulated error");
      mutex.unlock();
      mutex.runRo(() -> said.say("Can reuse the mutex"));
      said.is("Can reuse the mutex");
    });
  }

  @Test
  @DisplayName("C11, eio 28: poison wakes those who wait")
  void poisonWakesWhoWaits() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      assertThatThrownBy(() ->
              both(
                  () -> {
                    try {
                      mutex.runRw(
                          false,
                          () -> {
                            yieldNow();
                            said.say("Poisoning mutex");
                            OnDomain.fail("Simulated error");
                          });
                    } catch (RuntimeException ignored) {
                      // the waiter is to fail
                    }
                  },
                  () -> {
                    said.say("Waiting for lock...");
                    mutex.runRo(() -> said.say("Error: in the section"));
                  }))
          .satisfies(e -> said.say("", e));
      said.isInOneText(
          "Waiting for lock... / Poisoning mutex / Poisoned (RuntimeException: Simulated error)");
    });
  }

  @Test
  void aFailedReaderUnlocksOnly() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      assertThatThrownBy(() -> mutex.runRo(() -> OnDomain.fail("Simulated error")))
          .hasMessage("Simulated error");
      assertThat(mutex.useRo(() -> 1)).isEqualTo(1);
    });
  }

  @Test
  void tryLockSaysNoWhileTheLockIsHeld() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      Runnable contender =
          () -> {
            if (mutex.tryLock()) {
              said.say("Entered");
              yieldNow();
              said.say("Leaving");
              mutex.unlock();
            } else {
              said.say("Failed to get lock");
            }
          };
      both(contender::run, contender::run);
      said.isInOneText("Entered / Failed to get lock / Leaving");
      mutex.runRo(() -> said.say("Lock still works"));
      said.is("Lock still works");
    });
  }

  @Test
  @DisplayName("Appendix A: a free mutex is locked even in a cancelled scope")
  void aFreeMutexIsLockedInACancelledScope() {
    Mutex mutex = Mutex.create();
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      mutex.lock();
      assertThatThrownBy(mutex::lock).isInstanceOf(Cancelled.class);
    });
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  @DisplayName("Appendix A: a hand-over skips those who were cancelled")
  void aHandOverSkipsTheCancelled() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      CancelScope scope = CancelScope.root();
      mutex.lock();
      OnDomain.fork(() -> {
        try {
          scope.run(mutex::lock);
        } catch (Cancelled e) {
          said.say("cancelled");
        }
      });
      OnDomain.fork(() -> {
        mutex.lock();
        said.say("locked");
      });
      scope.cancel(null);
      mutex.unlock();
      yieldNow();
      said.isInOneText("cancelled / locked");
      assertThat(mutex.tryLock()).isFalse();
    });
  }

  @Test
  @DisplayName("Appendix A: who was handed the lock before the cancellation has it")
  void aHandOverBeforeTheCancellationCounts() {
    OnDomain.run(() -> {
      Mutex mutex = Mutex.create();
      CancelScope scope = CancelScope.root();
      mutex.lock();
      OnDomain.fork(() -> scope.run(() -> lock(mutex)));
      mutex.unlock();
      scope.cancel(null);
      yieldNow();
      said.isInOneText("Locking / Locked");
      assertThat(mutex.tryLock()).isFalse();
    });
  }
}
