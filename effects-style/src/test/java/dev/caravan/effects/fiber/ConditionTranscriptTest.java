package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.fork;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's conditions say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class ConditionTranscriptTest {
  private final Transcript said = new Transcript();
  private int x;

  @Test
  @DisplayName("C17: a broadcast wakes all, in their order, and goes on")
  void aBroadcastWakesAll() {
    OnDomain.run(() -> {
      Condition condition = Condition.create();
      OnDomain.all(
          () -> {
            said.say("1: wait");
            condition.awaitNoMutex();
            said.say("1: finished");
          },
          () -> {
            said.say("2: wait");
            condition.awaitNoMutex();
            said.say("2: finished");
          },
          () -> {
            said.say("3: broadcast");
            condition.broadcast();
            said.say("3: finished");
          });
      said.isInOneText(
          "1: wait / 2: wait / 3: broadcast / 3: finished / 1: finished / 2: finished");
    });
  }

  @Test
  void aBroadcastThatNobodyWaitsForIsLost() {
    OnDomain.run(() -> {
      Condition condition = Condition.create();
      condition.broadcast();
      assertThatThrownBy(() -> both(condition::awaitNoMutex, () -> OnDomain.fail("still waits")))
          .hasMessage("still waits");
    });
  }

  private void aLoopSeesTheLastValueOfATurn(Consumer<IntPredicate> await, IntConsumer set) {
    OnDomain.run(() -> {
      x = 0;
      both(
          () -> {
            said.say("x = " + x);
            await.accept(value -> value == 42);
            said.say("x = " + x);
          },
          () -> {
            set.accept(5);
            yieldNow();
            set.accept(7);
            set.accept(42);
          });
      said.isInOneText("x = 0 / x = 42");
    });
  }

  @Nested
  @Tag("conformance")
  class WithoutMutex {
    private final Condition condition = Condition.create();

    private void set(int value) {
      x = value;
      condition.broadcast();
    }

    private void await(IntPredicate wanted) {
      while (!wanted.test(x)) {
        condition.awaitNoMutex();
      }
    }

    @Test
    @DisplayName("C17: a loop sees the last of the values that were set in one turn")
    void aLoopSeesTheLastValue() {
      aLoopSeesTheLastValueOfATurn(this::await, this::set);
    }

    @Test
    void aCancelledWaitLeavesTheConditionUsable() {
      OnDomain.run(() -> {
        x = 42;
        OnDomain.first(
            () -> {
              await(value -> value == 0);
              return 1;
            },
            () -> 2);
        both(
            () -> {
              await(value -> value == 0);
              said.say("x = " + x);
            },
            () -> {
              set(5);
              yieldNow();
              set(0);
            });
        said.is("x = 0");
      });
    }

    @Test
    @DisplayName("Appendix A: a broadcast before the cancellation counts")
    void aBroadcastBeforeTheCancellationCounts() {
      OnDomain.run(() -> {
        CancelScope scope = CancelScope.root();
        both(
            () ->
                scope.run(() -> {
                  condition.awaitNoMutex();
                  said.say("woken");
                }),
            () -> {
              condition.broadcast();
              scope.cancel(null);
            });
        said.is("woken");
      });
    }

    @Test
    void anActionRunsOnceAtTheNextBroadcastUnlessItWasTakenBack() {
      CancelScope.Registration takenBack = condition.onBroadcast(() -> said.say("taken back"));
      CancelScope.Registration kept = condition.onBroadcast(() -> said.say("ran"));
      takenBack.close();
      condition.broadcast();
      condition.broadcast();
      kept.close();
      said.is("ran");
    }

    @Test
    void anActionThatThrowsKeepsNobodyFromWaking() {
      condition.onBroadcast(() -> OnDomain.fail("first"));
      condition.onBroadcast(() -> said.say("second"));
      assertThatThrownBy(condition::broadcast).hasMessage("first");
      said.is("second");
    }
  }

  @Nested
  @Tag("conformance")
  class WithMutex {
    private final Condition condition = Condition.create();
    private final Mutex mutex = Mutex.create();

    private void set(int value) {
      mutex.runRw(false, () -> x = value);
      condition.broadcast();
    }

    private void await(IntPredicate wanted) {
      mutex.runRo(() -> {
        while (!wanted.test(x)) {
          condition.await(mutex);
        }
      });
    }

    @Test
    void aLoopUnderTheMutexSeesTheLastValue() {
      aLoopSeesTheLastValueOfATurn(this::await, this::set);
    }

    @Test
    @DisplayName("C18, eio 29: a cancelled wait holds the lock again before it throws")
    void aCancelledWaitHoldsTheLockAgain() {
      OnDomain.run(() -> {
        assertThatThrownBy(this::failWhileTheLockIsHeld).hasMessage("Simulated error");
        said.isInOneText(
            "Forked fiber locking / Main fiber locking / Main fiber unlocking"
                + " / Forked fiber unlocking");
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
      });
    }

    private void failWhileTheLockIsHeld() {
      Switch.run(sw -> {
        sw.fork(() -> {
          said.say("Forked fiber locking");
          mutex.lock();
          try {
            condition.await(mutex);
          } catch (Cancelled e) {
            said.say("Forked fiber unlocking");
            mutex.unlock();
            throw e;
          }
        });
        Cancel.runProtected(() -> {
          said.say("Main fiber locking");
          mutex.lock();
          sw.fail(new RuntimeException("Simulated error"));
          yieldNow();
          said.say("Main fiber unlocking");
          mutex.unlock();
        });
      });
    }

    @Test
    @DisplayName("Appendix A: in a cancelled scope a wait unlocks, locks again and throws")
    void aWaitInACancelledScopeHoldsTheLock() {
      OnDomain.run(() -> {
        CancelScope scope = CancelScope.root();
        mutex.lock();
        fork(() -> {
          mutex.lock();
          said.say("other locked");
          yieldNow();
          said.say("other unlocks");
          mutex.unlock();
        });
        scope.run(() -> {
          scope.cancel(null);
          assertThatThrownBy(() -> condition.await(mutex)).isInstanceOf(Cancelled.class);
          said.say("main locked");
        });
        mutex.unlock();
        said.isInOneText("other locked / other unlocks / main locked");
      });
    }

    @Test
    void aWaitWithoutTheLockPoisonsTheMutex() {
      assertThatThrownBy(() -> condition.await(mutex))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage("mutex.unlock: already unlocked");
      assertThatThrownBy(mutex::lock).isInstanceOf(Poisoned.class);
    }

    @Test
    void aMutexPoisonedMeanwhileIsReportedInsteadOfLockedAgain() {
      OnDomain.run(() -> {
        Mutex broken = Mutex.create();
        CancelScope scope = CancelScope.root();
        fork(() -> {
          broken.lock();
          try {
            scope.run(() -> condition.await(broken));
          } catch (Poisoned e) {
            said.say("", e);
            assertThat(e.getSuppressed()).hasOnlyElementsOfType(Cancelled.class).hasSize(1);
          }
        });
        assertThatThrownBy(() -> broken.runRw(false, () -> OnDomain.fail("broken")));
        scope.cancel(null);
        yieldNow();
        said.is("Poisoned (RuntimeException: broken)");
      });
    }
  }

  @Nested
  @Tag("conformance")
  class Looping {
    private final Condition condition = Condition.create();

    private void set(int value) {
      said.say("setting x=" + value);
      x = value;
      condition.broadcast();
    }

    @Test
    @DisplayName("eio 30: a loop sees 1, then 3, and misses nothing that comes while it looks")
    void aLoopMissesNothing() {
      OnDomain.run(() -> {
        x = 0;
        both(
            () ->
                condition.loopNoMutex(() -> {
                  said.say("Checking x...");
                  yieldNow();
                  int seen = x;
                  said.say("Saw x = " + seen);
                  return seen == 3 ? Optional.of("Finished") : Optional.empty();
                }),
            () -> {
              for (int value = 1; value <= 4; value++) {
                set(value);
                yieldNow();
              }
            });
        said.isInOneText(
            "Checking x... / setting x=1 / Saw x = 1 / setting x=2 / Checking x... / setting x=3"
                + " / Saw x = 3 / setting x=4");
      });
    }

    private Optional<String> check() {
      said.say("Checking");
      return Optional.empty();
    }

    @Test
    void aLoopThatWaitsIsCancelled() {
      OnDomain.run(() -> {
        assertThatThrownBy(() ->
                both(
                    () -> condition.loopNoMutex(this::check),
                    () -> OnDomain.fail("Simulated error")))
            .hasMessage("Simulated error");
        said.is("Checking");
      });
    }

    @Test
    void aLoopThatWasWokenLooksOnceMoreBeforeItIsCancelled() {
      OnDomain.run(() -> {
        assertThatThrownBy(() ->
                both(
                    () -> condition.loopNoMutex(this::check),
                    () -> {
                      said.say("Broadcasting");
                      condition.broadcast();
                      OnDomain.fail("Simulated error");
                    }))
            .hasMessage("Simulated error");
        said.isInOneText("Checking / Broadcasting / Checking");
      });
    }

    @Test
    @DisplayName("Appendix A: a loop in a cancelled scope throws even if there was a broadcast")
    void aCancelledLoopThrowsEvenIfThereWasABroadcast() {
      OnDomain.run(() -> {
        CancelScope scope = CancelScope.root();
        assertThatThrownBy(() ->
                scope.run(() ->
                    condition.loopNoMutex(() -> {
                      condition.broadcast();
                      scope.cancel(null);
                      return check();
                    })))
            .isInstanceOf(Cancelled.class);
        said.is("Checking");
      });
    }

    @Test
    @DisplayName("Appendix A: a loop that has its answer returns it in a cancelled scope")
    void anAnswerIsReturnedInACancelledScope() {
      CancelScope scope = CancelScope.root();
      String answer =
          scope.call(() -> {
            scope.cancel(null);
            return condition.loopNoMutex(() -> Optional.of("answer"));
          });
      assertThat(answer).isEqualTo("answer");
    }

    @Test
    void whatTheFunctionThrowsIsThrownAndNobodyIsLeftWaiting() {
      OnDomain.run(() -> {
        assertThatThrownBy(() ->
                condition.<String, RuntimeException>loopNoMutex(() -> {
                  yieldNow();
                  throw new RuntimeException("Simulated failure");
                }))
            .hasMessage("Simulated failure");
        assertThat(condition.nobodyWaits()).isTrue();
      });
    }
  }
}
