package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.Said.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Switches outside any domain: the rules of lifetime, failure and cancellation, in parallel. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class FreeSwitchTest {

  @Test
  void fibersRunInParallelWithTheirForker() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(3);
    Switch.run(sw -> {
      sw.fork(meeting::await);
      sw.fork(meeting::await);
      meeting.await();
      assertThat(Domain.currentOrNull()).isNull();
    });
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void aFiberWithoutANameIsRefusedAtTheFork() {
    Switch.run(sw -> {
      assertThatThrownBy(() -> sw.fork(null, () -> {}))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("the name of a fiber is null");
      sw.fork("named", () -> {});
    });
  }

  @Test
  void theSwitchEndsAfterAllFibersAlsoThoseForkedByOthers() {
    AtomicInteger ended = new AtomicInteger();
    Switch.run(sw -> {
      for (int i = 0; i < 50; i++) {
        sw.fork(() ->
            sw.fork(() -> {
              Fiber.yieldNow();
              ended.incrementAndGet();
            }));
      }
    });
    assertThat(ended).hasValue(50);
  }

  @Test
  void theFirstFailureCancelsTheOthersAndIsThrownAsItIs() {
    IOException failure = new IOException("disk");
    Queue<Throwable> seen = new ConcurrentLinkedQueue<>();
    assertThatThrownBy(() ->
            Switch.run(sw -> {
              CountDownLatch waiting = new CountDownLatch(10);
              for (int i = 0; i < 10; i++) {
                sw.fork(() -> {
                  waiting.countDown();
                  try {
                    Fiber.awaitCancel();
                  } catch (Cancelled e) {
                    seen.add(e.reason());
                    throw e;
                  }
                });
              }
              waiting.await();
              sw.fork(() -> {
                throw failure;
              });
            }))
        .isSameAs(failure);
    assertThat(seen).hasSize(10).containsOnly(failure);
  }

  @Test
  @DisplayName("waits of the JDK in a fiber end by cancelling, and count as cancelled")
  void jdkWaitsAreInterrupted() {
    CountDownLatch waiting = new CountDownLatch(2);
    assertThatThrownBy(() ->
            Switch.run(sw -> {
              sw.fork(() -> {
                waiting.countDown();
                new CountDownLatch(1).await();
              });
              sw.fork(() -> {
                waiting.countDown();
                Thread.sleep(60_000);
              });
              waiting.await();
              throw failure("enough");
            }))
        .isExactlyInstanceOf(RuntimeException.class)
        .hasMessage("enough")
        .hasNoSuppressedExceptions();
  }

  @Test
  void anInterruptThatNobodyOfUsSentIsAFailure() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch waiting = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Switch.run(sw -> {
              sw.fork(() -> {
                thread.set(Thread.currentThread());
                waiting.countDown();
                new Trigger("godot").await();
              });
              waiting.await();
              thread.get().interrupt();
            }))
        .isInstanceOf(Interrupted.class);
  }

  @Test
  @DisplayName(
      "an interrupt of a thread that waits for its switch fails the switch, after all ended")
  void interruptedOpener() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Throwable> inFiber = new AtomicReference<>();
    AtomicReference<Boolean> status = new AtomicReference<>();
    Thread opener =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Switch.run(sw ->
                    sw.fork(() -> {
                      waiting.countDown();
                      try {
                        Fiber.awaitCancel();
                      } catch (Cancelled e) {
                        inFiber.set(e.reason());
                        throw e;
                      }
                    }));
              } catch (Throwable e) {
                thrown.set(e);
                status.set(Thread.currentThread().isInterrupted());
              }
            });
    waiting.await();
    opener.interrupt();
    opener.join();
    assertThat(thrown.get()).isInstanceOf(Interrupted.class).isSameAs(inFiber.get());
    assertThat(status.get()).isTrue();
  }

  @Test
  @DisplayName("an interrupt that finds a race with a winner changes nothing but the status")
  void interruptedWhileTheLosersEnd() throws Exception {
    CountDownLatch losing = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    FutureTask<String> race =
        new FutureTask<>(() -> {
          String winner =
              Fiber.first(
                  () -> {
                    try {
                      return Fiber.<String>awaitCancel();
                    } finally {
                      losing.countDown();
                      Cancel.runProtected(interrupted::await);
                    }
                  },
                  () -> "winner");
          return winner + ", interrupted: " + Thread.interrupted();
        });
    Thread opener = Thread.ofPlatform().start(race);
    losing.await();
    opener.interrupt();
    interrupted.countDown();
    assertThat(race.get()).isEqualTo("winner, interrupted: true");
  }

  @Test
  void theCancellationOfTheOpenerReachesTheFibers() throws Exception {
    CancelScope scope = CancelScope.root();
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread opener =
        Thread.ofVirtual()
            .start(() -> {
              try {
                scope.run(() ->
                    Switch.run(sw ->
                        sw.fork(() -> {
                          waiting.countDown();
                          Fiber.awaitCancel();
                        })));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    waiting.await();
    scope.cancel(failure("stop"));
    opener.join();
    assertThat(thrown.get()).isInstanceOf(Cancelled.class).hasRootCauseMessage("stop");
  }

  @Test
  void protectedCleaningUpMayWaitAfterTheCancellation() {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    assertThatThrownBy(() ->
            Switch.run(sw -> {
              Trigger waiting = new Trigger();
              sw.fork(() -> {
                waiting.signal();
                try {
                  Thread.sleep(60_000);
                } finally {
                  Cancel.runProtected(() -> {
                    new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
                    Fiber.yieldNow();
                    said.add("cleaned up");
                  });
                }
              });
              waiting.await();
              sw.fail(failure("x"));
            }))
        .hasMessage("x");
    assertThat(said).containsExactly("cleaned up");
  }

  @RepeatedTest(20)
  void manyFailuresAtOnceAreAllToldOnce() {
    CyclicBarrier together = new CyclicBarrier(4);
    assertThatThrownBy(() ->
            Switch.run(sw -> {
              for (int i = 0; i < 4; i++) {
                int number = i;
                sw.fork(() ->
                    Cancel.runProtected(() -> {
                      meet(together);
                      throw failure("" + number);
                    }));
              }
            }))
        .isInstanceOfSatisfying(
            MultipleFailures.class,
            several ->
                assertThat(several.failures())
                    .extracting(Throwable::getMessage)
                    .containsExactlyInAnyOrder("0", "1", "2", "3"));
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @RepeatedTest(20)
  void daemonsEndAndHooksRunLast() {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    Switch.run(sw -> {
      sw.onRelease(() -> said.add("hook 1"));
      sw.onRelease(() -> said.add("hook 2"));
      for (int i = 0; i < 3; i++) {
        sw.forkDaemon(() -> {
          try {
            Fiber.awaitCancel();
          } finally {
            sw.fork(() -> said.add("too late"));
            said.add("daemon");
          }
        });
        sw.fork(Fiber::yieldNow);
      }
    });
    assertThat(said).containsExactly("daemon", "daemon", "daemon", "hook 2", "hook 1");
  }

  @RepeatedTest(50)
  void aHookIsEitherTakenBackOrRunsNeverBoth() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    AtomicReference<Registration> hook = new AtomicReference<>();
    AtomicInteger removed = new AtomicInteger();
    CountDownLatch registered = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                registered.await();
              } catch (InterruptedException e) {
                return;
              }
              if (hook.get().tryRemove()) {
                removed.incrementAndGet();
              }
            });
    Switch.run(sw -> {
      hook.set(sw.onRelease(ran::incrementAndGet));
      registered.countDown();
    });
    other.join();
    assertThat(ran.get() + removed.get()).isEqualTo(1);
  }

  @RepeatedTest(50)
  void aRaceHasOneWinnerAndWaitsForTheLoser() {
    AtomicInteger ended = new AtomicInteger();
    List<Integer> values =
        Fiber.nAny(
            IntStream.range(0, 4)
                .<ThrowingSupplier<Integer, RuntimeException>>mapToObj(i ->
                    () -> {
                      try {
                        Fiber.yieldNow();
                        return i;
                      } finally {
                        ended.incrementAndGet();
                      }
                    })
                .toList());
    assertThat(values).isNotEmpty();
    assertThat(ended).hasValueBetween(values.size(), 4);
  }

  @Test
  void bothPairAndMapWorkOnAnyThread() {
    Fiber.Pair<String, Integer> pair = Fiber.pair(() -> "a", () -> 1);
    assertThat(pair).isEqualTo(new Fiber.Pair<>("a", 1));
    assertThat(Fiber.map(3, List.of(1, 2, 3, 4, 5), i -> i * i)).containsExactly(1, 4, 9, 16, 25);
    assertThatThrownBy(() ->
            Fiber.both(
                () -> {
                  throw failure("x");
                },
                Fiber::awaitCancel))
        .hasMessage("x");
  }

  @Test
  void aFreeSwitchIsForkedIntoFromADomain() {
    Switch.run(sw -> {
      Promise<Boolean> inDomain =
          Eio.call(env -> sw.forkPromise(() -> Domain.currentOrNull() != null));
      assertThat(inDomain.await()).isFalse();
    });
  }

  @Test
  void codeThatHasLeftItsDomainOpensAFreeSwitch() {
    Eio.run(env ->
        assertThat(
                env.domainManager()
                    .<Boolean, RuntimeException>callRaw(() ->
                        Switch.call(
                            sw -> sw.forkPromise(() -> Domain.currentOrNull() == null).await())))
            .isTrue());
  }
}
