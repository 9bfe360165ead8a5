package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool owes as an {@link java.util.concurrent.ExecutorService}. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ExecutorContractTest {

  @Nested
  class Submitting {
    @ParameterizedTest
    @EnumSource(PoolKind.class)
    void eachFormOfSubmitHasItsResult(PoolKind kind) {
      kind.<Void, RuntimeException>run(pool -> {
        AtomicInteger runs = new AtomicInteger();
        Fut<Integer> callable = pool.submit(() -> 7);
        Fut<String> known = pool.submit(runs::incrementAndGet, "known");
        Fut<?> none = pool.submit((Runnable) runs::incrementAndGet);

        assertThat(callable.await()).isEqualTo(7);
        assertThat(known.await()).isEqualTo("known");
        assertThat((Object) none.await()).isNull();
        assertThat(runs).hasValue(2);
        return null;
      });
    }

    @Test
    void nullIsRefusedByName() {
      try (Pool pool = Pool.workStealing(1)) {
        assertThatThrownBy(() -> pool.spawn(null))
            .isInstanceOf(NullPointerException.class)
            .hasMessageContaining("task");
        assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.submit((Callable<?>) null))
            .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invoke(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invokeAll(Collections.singletonList(null)))
            .isInstanceOf(NullPointerException.class);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = PoolKind.class,
        names = {"MAIN"},
        mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("moonpool 25, domainslib 8: a pool that is shut down refuses work, by its name")
    void aClosedPoolRefusesWork(PoolKind kind) {
      Pool pool = kind.open();
      pool.close();

      assertThatThrownBy(() -> pool.execute(() -> {}))
          .isInstanceOf(PoolClosed.class)
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining(pool.name());
      assertThatThrownBy(() -> pool.spawn(() -> 1)).isInstanceOf(PoolClosed.class);
      assertThatThrownBy(() -> pool.invoke(() -> 1)).isInstanceOf(PoolClosed.class);
      assertThatThrownBy(() -> pool.invokeAll(List.of(() -> 1))).isInstanceOf(PoolClosed.class);
    }

    @Test
    void invokeThrowsWhatTheBodyThrowsAsItIs() {
      IOException failure = new IOException("disk");
      try (Pool pool = Pool.workStealing(1)) {
        assertThatThrownBy(() ->
                pool.invokeVoid(() -> {
                  throw failure;
                }))
            .isSameAs(failure);
      }
    }
  }

  @Nested
  class Bulk {
    @ParameterizedTest
    @EnumSource(PoolKind.class)
    void invokeAllReturnsSettledFuturesInOrder(PoolKind kind) throws Exception {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int mine = i;
        tasks.add(() -> mine);
      }

      List<Future<Integer>> futures = kind.run(pool -> pool.invokeAll(tasks));

      for (int i = 0; i < 20; i++) {
        assertThat(futures.get(i).resultNow()).isEqualTo(i);
      }
    }

    @Test
    void invokeAllWaitsForAllThoughOneFails() throws Exception {
      AtomicInteger ran = new AtomicInteger();
      try (Pool pool = Pool.workStealing(2)) {
        List<Future<Integer>> futures =
            pool.invokeAll(
                List.of(
                    () -> {
                      throw new IOException("disk");
                    },
                    ran::incrementAndGet,
                    ran::incrementAndGet));

        assertThat(futures)
            .extracting(Future::state)
            .containsExactly(Future.State.FAILED, Future.State.SUCCESS, Future.State.SUCCESS);
        assertThat(ran).hasValue(2);
      }
    }

    @Test
    void invokeAllOfNothingIsNothing() throws Exception {
      try (Pool pool = Pool.workStealing(1)) {
        assertThat(pool.invokeAll(List.<Callable<String>>of())).isEmpty();
      }
    }

    @Test
    void invokeAllCancelsWhatTheLimitLeavesOver() throws Exception {
      Trigger never = new Trigger();
      try (Pool pool = Pool.workStealing(1)) {
        List<Future<String>> futures =
            pool.invokeAll(
                List.of(
                    () -> "done",
                    () -> {
                      never.await();
                      return "never";
                    }),
                100,
                TimeUnit.MILLISECONDS);

        assertThat(futures.get(0).resultNow()).isEqualTo("done");
        assertThat(futures.get(1).isCancelled()).isTrue();
      }
      assertThat(never.end()).isEqualTo(Trigger.End.CANCELLED);
    }

    @Test
    void invokeAnyReturnsAValueAndCancelsTheOthers() throws Exception {
      Trigger never = new Trigger();
      try (Pool pool = Pool.workStealing(2)) {
        String value =
            pool.invokeAny(
                List.of(
                    () -> {
                      throw new IOException("disk");
                    },
                    () -> {
                      never.await();
                      return "never";
                    },
                    () -> "won"));

        assertThat(value).isEqualTo("won");
      } // closes only if the loser was cancelled
    }

    @Test
    void invokeAnyOfFailuresFails() {
      try (Pool pool = Pool.workStealing(1)) {
        IOException failure = new IOException("disk");
        assertThatThrownBy(() ->
                pool.invokeAny(
                    List.<Callable<String>>of(() -> {
                      throw failure;
                    })))
            .isInstanceOf(ExecutionException.class)
            .hasCause(failure);
      }
    }

    @Test
    void invokeAnyOfNothingIsAnError() {
      try (Pool pool = Pool.workStealing(1)) {
        assertThatThrownBy(() -> pool.invokeAny(List.<Callable<String>>of()))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void invokeAnyEndsWithItsLimit() {
      try (Pool pool = Pool.workStealing(1)) {
        assertThatThrownBy(() ->
                pool.invokeAny(
                    List.<Callable<String>>of(() -> {
                      new Trigger().await();
                      return "never";
                    }),
                    5,
                    TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
      }
    }

    @Test
    void limitsBeyondAllTimeAreForEver() throws Exception {
      Pool pool = Pool.workStealing(1);
      List<Callable<Integer>> tasks = List.of(() -> 7);
      int any = pool.invokeAny(tasks, Long.MAX_VALUE, TimeUnit.DAYS);
      assertThat(any).isEqualTo(7);
      assertThat(pool.invokeAll(tasks, Long.MAX_VALUE, TimeUnit.DAYS)).hasSize(1);
      pool.shutdown();
      assertThat(pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    }
  }

  @Nested
  class Ending {
    @ParameterizedTest
    @EnumSource(
        value = PoolKind.class,
        names = {"MAIN"},
        mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("moonpool 14: after close nothing is queued, suspended or alive")
    void afterCloseNothingIsLeft(PoolKind kind) {
      Pool pool = kind.open();
      AtomicInteger ran = new AtomicInteger();
      for (int i = 0; i < 100; i++) {
        pool.execute(ran::incrementAndGet);
      }

      pool.close();

      assertThat(ran).hasValue(100);
      PoolStatistics after = pool.statistics();
      assertThat(after.workers()).isZero();
      assertThat(after.idle()).isZero();
      assertThat(after.queued()).isZero();
      assertThat(after.suspended()).isZero();
      assertThat(after.run()).isGreaterThanOrEqualTo(100);
      assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    @DisplayName("moonpool 25: shutting down twice is fine")
    void shuttingDownTwiceIsFine() {
      Pool pool = Pool.workStealing(1);

      pool.shutdown();
      pool.shutdown();
      pool.close();
      pool.close();

      assertThat(pool.isShutdown()).isTrue();
      assertThat(pool.shutdownNow()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
        value = PoolKind.class,
        names = {"MAIN", "CONFINED"},
        mode = EnumSource.Mode.EXCLUDE)
    void closeWaitsForSuspendedTasks(PoolKind kind) {
      Pool pool = kind.open();
      Trigger gate = new Trigger();
      Fut<String> task =
          pool.spawn(() -> {
            gate.await();
            return "resumed after the shutdown";
          });
      Eventually.until("the task is suspended", () -> pool.statistics().suspended() == 1);
      pool.shutdown();
      assertThat(pool.awaitTermination(Duration.ZERO)).isFalse();

      gate.signal();
      pool.close();

      assertThat(task.resultNow()).isEqualTo("resumed after the shutdown");
    }

    @Test
    void tasksMaySpawnWhileThePoolDrains() {
      AtomicInteger ran = new AtomicInteger();
      Pool pool = Pool.workStealing(2);
      Trigger gate = new Trigger();
      Fut<?> parent =
          pool.spawnVoid(() -> {
            gate.await();
            for (int i = 0; i < 100; i++) {
              Fut<?> _ = pool.spawnVoid(ran::incrementAndGet);
            }
          });
      Eventually.until("the parent is suspended", () -> pool.statistics().suspended() == 1);
      pool.shutdown();
      gate.signal();
      pool.close();

      assertThat(parent.isDone()).isTrue();
      assertThat(ran).hasValue(100);
    }

    @RepeatedTest(50)
    void shutdownNowHandsBackWhatNobodyStarted() {
      AtomicInteger ran = new AtomicInteger();
      Trigger entered = new Trigger();
      Pool pool = Pool.confined();
      Fut<Void> running =
          pool.spawnVoid(() -> {
            entered.signal();
            new Trigger().await();
          });
      entered.await();
      Fut<Integer> waiting = pool.spawn(ran::incrementAndGet);
      Runnable raw = ran::incrementAndGet;
      pool.execute(raw);

      List<Runnable> neverStarted = pool.shutdownNow();
      pool.close();

      assertThat(neverStarted).hasSize(2).contains(raw);
      assertThat(ran).hasValue(0);
      assertThat(waiting.isCancelled()).isTrue();
      assertThat(running.isCancelled()).isTrue();
      neverStarted.forEach(Runnable::run);
      assertThat(ran).as("their new owner can run them").hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(
        value = PoolKind.class,
        names = {"MAIN"},
        mode = EnumSource.Mode.EXCLUDE)
    void shutdownNowCancelsRunningAndSuspendedTasks(PoolKind kind) {
      Pool pool = kind.open();
      List<Fut<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(pool.spawnVoid(() -> new Trigger().await()));
      }
      Eventually.until("one waits", () -> pool.statistics().run() > 0);

      List<Runnable> _ = pool.shutdownNow();
      pool.close();

      assertThat(tasks).allMatch(Fut::isCancelled);
    }

    @Test
    void shutdownNowEndsBlockingCode() {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      Pool pool = Pool.workStealing(1);
      Fut<Void> task =
          pool.spawnVoid(() ->
              Blocking.run(() -> {
                inside.countDown();
                never.await();
              }));
      assertThatCode(inside::await).doesNotThrowAnyException();

      assertThat(pool.shutdownNow()).isEmpty();
      pool.close();

      assertThat(task.isCancelled()).isTrue();
    }

    @Test
    @DisplayName(
        "a task that blocks its pool for ever: a limited wait says so, shutdownNow ends it")
    void aTaskThatBlocksItsPoolForEver() throws Exception {
      CountDownLatch never = new CountDownLatch(1);
      Pool pool = Pool.fifo(1);
      Fut<Void> stuck = pool.spawnVoid(() -> Blocking.run(() -> never.await()));
      pool.shutdown();

      assertThat(pool.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(pool.isTerminated()).isFalse();
      List<Runnable> _ = pool.shutdownNow();
      assertThat(pool.awaitTermination(Duration.ofSeconds(20))).isTrue();
      assertThat(stuck.isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    @DisplayName("closing a pool from its own task is an error and not a hang")
    void closingFromOnesOwnTaskIsAnError(PoolKind kind) {
      kind.<Void, RuntimeException>run(pool -> {
        assertThatThrownBy(pool::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(pool.name())
            .hasMessageContaining("shutdown()");
        assertThatThrownBy(() -> pool.awaitTermination(Duration.ofDays(1)))
            .isInstanceOf(IllegalStateException.class);
        return null;
      });
    }

    @Test
    void aPoolMayBeShutDownByItsOwnTask() {
      Pool pool = Pool.workStealing(1);

      pool.invokeVoid(pool::shutdown);
      pool.close();

      assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void closeWhenInterruptedCancelsTheTasksAndKeepsTheStatus() throws Exception {
      Pool pool = Pool.workStealing(1);
      Fut<Void> task = pool.spawnVoid(() -> new Trigger().await());
      FutureTask<Boolean> closer =
          new FutureTask<>(() -> {
            Throwable thrown = catchThrowable(pool::close);
            assertThat(thrown).isInstanceOf(Interrupted.class);
            return Thread.interrupted();
          });
      Thread thread = Thread.ofVirtual().start(closer);
      Eventually.untilWaiting(thread);

      thread.interrupt();

      assertThat(closer.get()).as("the interrupt status").isTrue();
      assertThat(pool.isTerminated()).isTrue();
      assertThatThrownBy(task::await).isInstanceOf(Cancelled.class);
    }

    @Test
    void theSharedPoolCannotBeShutDown() {
      assertThatThrownBy(() -> Pool.shared().shutdown())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shared");
      assertThatThrownBy(() -> Pool.shared().shutdownNow())
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> Pool.shared().close()).isInstanceOf(IllegalStateException.class);
      int value = Pool.shared().invoke(() -> 7);
      assertThat(value).isEqualTo(7);
    }
  }
}
