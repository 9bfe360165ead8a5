package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Work and cancellation reach everybody they should, whatever ran before and wherever. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ReachTest {

  @RepeatedTest(5)
  void longHalvesOverlapAfterManyShortForks() {
    try (Pool pool = Pool.workStealing(2)) {
      boolean overlapped =
          pool.invoke(() -> {
            assertThat(fib(24)).isEqualTo(46_368);
            CountDownLatch both = new CountDownLatch(2);
            return ForkJoin.both(() -> meet(both), () -> meet(both), Boolean::logicalAnd);
          });
      assertThat(overlapped).isTrue();
    }
  }

  @RepeatedTest(5)
  void longHalvesOverlapAfterAWait() {
    try (Pool pool = Pool.workStealing(2)) {
      boolean overlapped =
          pool.invoke(() -> {
            assertThat(fib(20)).isEqualTo(6_765);
            Pool.yieldNow();
            CountDownLatch both = new CountDownLatch(2);
            return ForkJoin.both(() -> meet(both), () -> meet(both), Boolean::logicalAnd);
          });
      assertThat(overlapped).isTrue();
    }
  }

  @RepeatedTest(5)
  void longHalvesOverlapAfterAnAwaitedTaskWasRunEarly() {
    try (Pool pool = Pool.workStealing(2)) {
      CountDownLatch otherWorkerBusy = new CountDownLatch(1);
      CountDownLatch longHalfBegan = new CountDownLatch(1);
      boolean overlapped =
          pool.invoke(() -> {
            assertThat(fib(20)).isEqualTo(6_765); // uses the tokens up
            Fut<?> _ =
                pool.spawnVoid(() -> {
                  otherWorkerBusy.countDown();
                  assertThat(hold(longHalfBegan)).isTrue();
                });
            assertThat(hold(otherWorkerBusy)).isTrue();
            assertThat(pool.spawn(() -> 1).await()).isEqualTo(1); // still stands in the queue
            CountDownLatch both = new CountDownLatch(2);
            return ForkJoin.both(
                () -> {
                  longHalfBegan.countDown();
                  return meet(both);
                },
                () -> meet(both),
                Boolean::logicalAnd);
          });
      assertThat(overlapped).isTrue();
    }
  }

  @RepeatedTest(5)
  void aLongLoopIsSharedThoughShortForksWereOfferedBefore() {
    try (Pool pool = Pool.workStealing(2)) {
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger met = new AtomicInteger();
      int sum =
          pool.invoke(() ->
              ForkJoin.bothInt(
                  () ->
                      ForkJoin.bothInt(
                          () -> {
                            ForkJoin.forRange(0, 2, i -> met.addAndGet(meet(both) ? 1 : 0));
                            return met.get();
                          },
                          () -> 1,
                          Integer::sum),
                  () -> 1,
                  Integer::sum));
      assertThat(sum).isEqualTo(4);
    }
  }

  @Test
  void flatForksOfAThiefSeeThatTheScopeOfTheirOwnerWasCancelled() {
    CancelScope scope = CancelScope.root();
    CountDownLatch stolen = new CountDownLatch(1);
    CountDownLatch inFlatForks = new CountDownLatch(1);
    AtomicBoolean nobodyIsIdle = new AtomicBoolean();
    AtomicBoolean stop = new AtomicBoolean();
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Void> owner =
          pool.spawnVoid(() ->
              scope.run(() ->
                  ForkJoin.bothVoid(
                      stolen::await,
                      () -> {
                        stolen.countDown();
                        spinUntil(nobodyIsIdle);
                        fib(20); // uses up what lets a fork look at once
                        inFlatForks.countDown();
                        while (!stop.get()) {
                          ForkJoin.bothInt(() -> 1, () -> 2, Integer::sum);
                        }
                      })));
      Blocking.run(stolen::await);
      CountDownLatch begun = new CountDownLatch(1);
      Fut<Void> other =
          pool.spawnVoid(() -> {
            begun.countDown();
            spinUntil(stop);
          });
      Blocking.run(begun::await);
      nobodyIsIdle.set(true);
      Blocking.run(inFlatForks::await);
      scope.cancel(null);
      assertThatThrownBy(() -> owner.await(Duration.ofSeconds(20))).isInstanceOf(Cancelled.class);
      stop.set(true);
      other.await();
    }
  }

  private static void spinUntil(AtomicBoolean flag) {
    while (!flag.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theLastItemsOfALoopAreSharedHoweverShortTheOthersWere() {
    try (Pool pool = Pool.workStealing(2)) {
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger met = new AtomicInteger();
      pool.invokeVoid(() ->
          ForkJoin.forRange(
              0,
              1_000,
              i -> {
                if (i >= 998 && meet(both)) {
                  met.incrementAndGet();
                }
              }));
      assertThat(met).hasValue(2);
    }
  }

  @RepeatedTest(5)
  void whoeverJoinsAStolenPartRunsWhatThatPartNeeds() {
    try (Pool pool = Pool.workStealing(2)) {
      AtomicReference<Thread> joining = new AtomicReference<>();
      CountDownLatch stolenPartForked = new CountDownLatch(1);
      CountDownLatch needed = new CountDownLatch(1);
      Thread ranNeeded =
          pool.invoke(() -> {
            joining.set(Thread.currentThread());
            return ForkJoin.both(
                () -> {
                  assertThat(hold(stolenPartForked)).isTrue();
                  return null;
                },
                () ->
                    ForkJoin.both(
                        () -> {
                          stolenPartForked.countDown();
                          assertThat(hold(needed)).isTrue();
                          return null;
                        },
                        () -> {
                          needed.countDown();
                          return Thread.currentThread();
                        },
                        (none, ran) -> ran),
                (none, ran) -> ran);
          });
      assertThat(ranNeeded).isSameAs(joining.get());
    }
  }

  @RepeatedTest(5)
  void anInterruptOfWhoeverJoinsReachesNothingThatTheStolenPartForked() {
    try (Pool pool = Pool.workStealing(2)) {
      CountDownLatch stolenPartForked = new CountDownLatch(1);
      CountDownLatch needed = new CountDownLatch(1);
      boolean[] interrupted = new boolean[2];
      pool.invokeVoid(() -> {
        ForkJoin.bothVoid(
            () -> {
              assertThat(hold(stolenPartForked)).isTrue();
              Thread.currentThread().interrupt();
            },
            () ->
                ForkJoin.bothVoid(
                    () -> {
                      stolenPartForked.countDown();
                      assertThat(hold(needed)).isTrue();
                    },
                    () -> {
                      interrupted[0] = Thread.currentThread().isInterrupted();
                      needed.countDown();
                    }));
        interrupted[1] = Thread.interrupted();
      });
      assertThat(interrupted).containsExactly(false, true);
    }
  }

  /** Holds its worker, with no wait of Caravan's, until the other half has come. */
  private static boolean meet(CountDownLatch both) {
    both.countDown();
    return hold(both);
  }

  private static boolean hold(CountDownLatch latch) {
    try {
      return latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static int fib(int n) {
    return n < 2 ? n : ForkJoin.both(() -> fib(n - 1), () -> fib(n - 2), Integer::sum);
  }

  @Test
  void cancellingAnEnteredScopeIsSeenByTheNextFork() {
    try (Pool pool = Pool.workStealing(1)) {
      AtomicInteger after = new AtomicInteger();
      CancelScope scope = CancelScope.root();
      Fut<Void> task =
          pool.spawnVoid(() -> {
            fib(20); // forks enough to look seldom
            scope.run(() -> {
              for (int i = 0; i < 1_000; i++) {
                if (i == 5) {
                  scope.cancel(null);
                }
                ForkJoin.bothVoid(() -> {}, () -> {});
                after.incrementAndGet();
              }
            });
          });
      assertThatThrownBy(task::await).isInstanceOf(CancellationException.class);
      assertThat(after).hasValue(5);
    }
  }

  @Test
  void invokeAnyInsideATaskIsNotHeldUpByACandidateThatWaits() throws Exception {
    try (Pool pool = Pool.workStealing(1)) {
      Promise<Integer> never = new Promise<>();
      Fut<Integer> first =
          pool.spawn(() -> pool.invokeAny(List.of(() -> never.future().await(), () -> 1)));
      assertThat(first.await()).isEqualTo(1);
    }
  }

  @Test
  void aRecursionThroughSettledFuturesNeedsNoStack() {
    assertThat(countDown(200_000).await()).isZero();
  }

  private static Fut<Integer> countDown(int n) {
    return n == 0 ? Fut.value(0) : Fut.value(n).flatMap(null, x -> countDown(x - 1));
  }

  @Test
  void aFunctionOfAFutureMayAwaitAnotherOne() {
    Promise<Integer> first = new Promise<>();
    Promise<Integer> second = new Promise<>();
    Fut<Integer> result =
        first
            .future()
            .map(
                null,
                v -> {
                  Fut<Integer> derived = second.future().map(null, y -> y + 1);
                  second.fulfill(1);
                  return derived.await();
                });
    first.fulfill(0);
    assertThat(result.await()).isEqualTo(2);
  }

  @Test
  void anExitHookCannotSpawn() {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    AtomicReference<Pool> pool = new AtomicReference<>();
    pool.set(
        Pool.configure()
            .parallelism(1)
            .onWorkerExit(worker -> {
              try {
                Fut<Integer> _ = pool.get().spawn(() -> 1);
              } catch (PoolClosed closed) {
                refused.set(closed);
              }
            })
            .workStealing());
    pool.get().close();
    assertThat(refused.get()).isInstanceOf(PoolClosed.class);
  }

  @Test
  @SuppressWarnings("try") // to close it is the subject
  void aStartHookCannotCloseItsPool() {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    CountDownLatch made = new CountDownLatch(1);
    AtomicReference<Pool> pool = new AtomicReference<>();
    pool.set(
        Pool.configure()
            .parallelism(1)
            .onUncaught(refused::set)
            .onWorkerStart(worker -> {
              try {
                made.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              pool.get().close();
            })
            .workStealing());
    made.countDown();
    assertThat(pool.get().invoke(() -> 1)).isEqualTo(1);
    pool.get().close();
    assertThat(refused.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own tasks");
  }

  @Test
  @SuppressWarnings("try") // to close it is the subject
  void aMainPoolInsideATaskCannotCloseThePoolOfThatTask() {
    try (Pool outer = Pool.workStealing(1)) {
      Fut<Integer> task =
          outer.spawn(() ->
              Pool.<Integer, RuntimeException>main(inner -> {
                outer.close();
                return 1;
              }));
      assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shutdownNowLeavesProtectedForksAlone() {
    Pool pool = Pool.workStealing(1);
    Trigger began = new Trigger();
    CountDownLatch stopping = new CountDownLatch(1);
    Fut<Integer> task =
        pool.spawn(() ->
            CancelScope.protect(() ->
                ForkJoin.both(
                    () -> {
                      began.signal();
                      return meet(stopping) ? 1 : 0;
                    },
                    () -> 2,
                    Integer::sum)));
    began.await();
    pool.shutdownNow();
    pool.close();
    assertThat(task.await()).isEqualTo(3);
  }

  @Test
  void blockingCodeOfABackgroundPoolStillExcludesItsTasks() {
    try (Pool pool = Pool.background()) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Fut<Void> blocking =
          pool.spawnVoid(() ->
              Blocking.<RuntimeException>run(() -> {
                for (int i = 0; i < 200; i++) {
                  pool.invokeVoid(() -> touch(inside, most));
                }
              }));
      for (int i = 0; i < 200; i++) {
        pool.invokeVoid(() -> touch(inside, most));
      }
      blocking.await();
      assertThat(most).hasValue(1);
    }
  }

  private static void touch(AtomicInteger inside, AtomicInteger most) {
    int now = inside.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    Thread.onSpinWait();
    inside.decrementAndGet();
  }

  @Test
  void aConfinedTaskMayAwaitItsOwnPoolUninterruptibly() {
    try (Pool pool = Pool.confined()) {
      int value =
          pool.invoke(() -> {
            Fut<Integer> other = pool.spawn(() -> 1);
            other.awaitUninterruptibly();
            return other.resultNow();
          });
      assertThat(value).isEqualTo(1);
    }
  }

  @Test
  void aFoundMatchEndsTheLoop() {
    try (Pool pool = Pool.workStealing(2)) {
      AtomicInteger asked = new AtomicInteger();
      assertThat(
              pool.invoke(() ->
                  ForkJoin.find(
                      0,
                      Integer.MAX_VALUE,
                      1,
                      i -> {
                        asked.incrementAndGet();
                        return true;
                      })))
          .isPresent();
      assertThat(asked.get()).isLessThan(1_000);
    }
  }

  @Test
  void theOldestTaskHasItsTurnWhileNewerOnesComeAndGo() {
    try (Pool pool = Pool.workStealing(1)) {
      Trigger ran = new Trigger();
      pool.invokeVoid(() -> {
        pool.execute(ran::signal);
        for (int i = 0; i < 10_000 && !ran.isSignaled(); i++) {
          Promise<Integer> reply = new Promise<>();
          pool.execute(() -> reply.fulfill(1));
          reply.future().await();
        }
        assertThat(ran.isSignaled()).isTrue();
      });
    }
  }

  @Test
  void closedPoolsLeaveNoThreadsBehind() {
    long before = timerThreads();
    Set<Thread> spares = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 50; i++) {
      try (Pool pool = Pool.workStealing(1)) {
        pool.invokeVoid(() -> {
          pool.execute(() -> spares.add(Thread.currentThread()));
          Pool.yieldNow(); // so that it runs on a spare thread
        });
      }
    }
    assertThat(spares).hasSize(50).allMatch(Thread::isVirtual);
    Eventually.until("no spare lives", () -> spares.stream().noneMatch(Thread::isAlive));
    assertThat(timerThreads() - before)
        .as("timer threads of virtual threads' carriers")
        .isLessThanOrEqualTo(1);
  }

  private static long timerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("delayScheduler"))
        .count();
  }
}
