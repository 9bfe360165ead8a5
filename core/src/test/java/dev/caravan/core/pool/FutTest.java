package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class FutTest {

  private static final int LONG_CHAIN = 1_000_000;

  @Nested
  class Settling {
    @Test
    @DisplayName("moonpool 1: a value, a failure and a pending future look as they are")
    void settledFuturesLookAsTheyAre() {
      IOException failure = new IOException("disk");
      Fut<Integer> value = Fut.value(7);
      Fut<Integer> failed = Fut.failed(failure);
      Promise<Integer> pending = new Promise<>();

      assertThat(value.peek()).contains(new Outcome.Returned<>(7));
      assertThat(value.isDone()).isTrue();
      assertThat(value.isSucceeded()).isTrue();
      assertThat(value.resultNow()).isEqualTo(7);
      assertThat(value.state()).isEqualTo(Future.State.SUCCESS);
      assertThat(failed.peek()).contains(new Outcome.Failed<>(failure));
      assertThat(failed.isFailed()).isTrue();
      assertThat(failed.exceptionNow()).isSameAs(failure);
      assertThat(pending.future().peek()).isEmpty();
      assertThat(pending.future().isDone()).isFalse();
      assertThat(pending.future().state()).isEqualTo(Future.State.RUNNING);
    }

    @Test
    @DisplayName("moonpool 1: a second fulfilment is an error, or refused by the try forms")
    void aSecondFulfilmentIsAnError() {
      Promise<Integer> promise = new Promise<>();
      promise.fulfill(1);

      assertThatThrownBy(() -> promise.fulfill(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SUCCESS");
      assertThatThrownBy(() -> promise.fail(new IOException()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(promise.tryFulfill(2)).isFalse();
      assertThat(promise.tryFail(new IOException())).isFalse();
      assertThat(promise.tryCancel(null)).isFalse();
      assertThat(promise.future().await()).isEqualTo(1);
    }

    @Test
    @DisplayName("moonpool 9: the value before it is there is an error, later it is the value")
    void readingTooEarlyIsAnError() {
      Promise<String> promise = new Promise<>();

      assertThatThrownBy(() -> promise.future().resultNow())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("RUNNING");
      promise.fulfill("foo");
      assertThat(promise.future().resultNow()).isEqualTo("foo");
      assertThatThrownBy(() -> promise.future().exceptionNow())
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("domainslib 21: a settled future is read outside any pool")
    void aSettledFutureIsReadOutsideAnyPool() throws Exception {
      assertThat(Fut.value("there").await()).isEqualTo("there");
      assertThat(Fut.value("there").get()).isEqualTo("there");
    }

    @Test
    void nullIsAValue() throws Exception {
      assertThat(Fut.value(null).await()).isNull();
      assertThat(Fut.value(null).get()).isNull();
      assertThat(Fut.value(null).isSucceeded()).isTrue();
    }

    @Test
    void theJdksReadersGetTheJdksExceptions() {
      IOException failure = new IOException("disk");
      Promise<String> cancelled = new Promise<>();
      cancelled.tryCancel(null);

      assertThatThrownBy(() -> Fut.failed(failure).get())
          .isInstanceOf(ExecutionException.class)
          .hasCause(failure);
      assertThatThrownBy(() -> cancelled.future().get()).isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> Fut.failed(failure).await())
          .isInstanceOf(TaskFailed.class)
          .hasCause(failure);
    }

    @Test
    void theExceptionOfAGetThatTimesOutNamesTheLimitAsGiven() {
      Fut<String> never = new Promise<String>().future();

      assertThatThrownBy(() -> never.get(5, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("within PT0.005S")
          .cause()
          .isInstanceOfSatisfying(
              TimedOut.class, late -> assertThat(late.after()).isEqualTo(Duration.ofMillis(5)));
    }

    @Test
    void aLimitBeyondAllTimeIsForEver() throws Exception {
      Promise<String> promise = new Promise<>();
      Thread.ofVirtual().start(() -> promise.fulfill("in time"));

      assertThat(promise.future().get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("in time");
    }
  }

  @Nested
  class Combining {
    @Test
    @DisplayName("moonpool 3: all keeps the order, of one, of none and of many")
    void allKeepsTheOrder() {
      assertThat(Fut.all(List.of(Fut.value(1), Fut.value(2), Fut.value(3))).await())
          .containsExactly(1, 2, 3);
      assertThat(Fut.all(List.of(Fut.value(1))).await()).containsExactly(1);
      assertThat(Fut.all(List.<Fut<Integer>>of()).resultNow()).isEmpty();
    }

    @Test
    @DisplayName("moonpool 3: all fails as soon as any element fails, and nobody is cancelled")
    void allFailsAtOnce() {
      Promise<Integer> slow = new Promise<>();
      IllegalStateException failure = new IllegalStateException("oh no");

      Fut<List<Integer>> all = Fut.all(List.of(slow.future(), Fut.<Integer>failed(failure)));

      assertThatThrownBy(all::await).isSameAs(failure);
      assertThat(slow.tryFulfill(1)).as("the other goes on").isTrue();
    }

    @Test
    @DisplayName("moonpool 4: both is the pair, or fails with either")
    void bothIsThePair() {
      IllegalStateException failure = new IllegalStateException("oh no");

      assertThat(Fut.both(Fut.value(1), Fut.value("b")).await()).isEqualTo(new Pair<>(1, "b"));
      assertThatThrownBy(() -> Fut.both(Fut.value(1), Fut.failed(failure)).await())
          .isSameAs(failure);
      assertThatThrownBy(() -> Fut.both(Fut.failed(failure), new Promise<>().future()).await())
          .isSameAs(failure);
    }

    @Test
    @DisplayName("moonpool 5: map and flatMap across two pools")
    void mapAndFlatMapAcrossTwoPools() {
      try (Pool one = Pool.workStealing(2);
          Pool two = Pool.fifo(2)) {
        Fut<Integer> start = one.spawn(() -> 1);
        Fut<Integer> doubled = start.map(two, x -> x * 2);
        Fut<Integer> tenfold = doubled.flatMap(one, x -> two.spawn(() -> x * 10));

        assertThat(Fut.both(doubled, tenfold).await()).isEqualTo(new Pair<>(2, 20));
      }
    }

    @Test
    @DisplayName("moonpool 5: the function of map runs in the pool it is given")
    void mapRunsInThePoolItIsGiven() {
      try (Pool one = Pool.workStealing(1);
          Pool two = Pool.background()) {
        Fut<String> where = one.spawn(() -> 1).map(two, x -> Pool.current().name());

        assertThat(where.await()).isEqualTo(two.name());
      }
    }

    @Test
    @DisplayName("moonpool 6: nothing to wait for is settled at once")
    void nothingToWaitForIsSettledAtOnce() {
      try (Pool pool = Pool.workStealing(1)) {
        assertThat(Fut.all(List.of()).isDone()).isTrue();
        assertThat(Fut.forRange(pool, 0, i -> {}).isDone()).isTrue();
        assertThat(Fut.forEach(pool, List.of(), x -> {}).isDone()).isTrue();
        assertThat(Fut.traverse(List.<Integer>of(), Fut::value).isDone()).isTrue();
      }
    }

    @Test
    @DisplayName("moonpool 7: any settles as the first to settle")
    void anySettlesAsTheFirst() {
      Promise<String> slow = new Promise<>();
      Promise<String> fast = new Promise<>();
      Fut<String> any = Fut.any(List.of(slow.future(), fast.future()));

      fast.fulfill("bar");
      slow.fulfill("late");

      assertThat(any.await()).isEqualTo("bar");
    }

    @Test
    void anyOfAFailureFails() {
      IllegalStateException failure = new IllegalStateException("oh no");

      assertThatThrownBy(
              () -> Fut.any(List.of(new Promise<>().future(), Fut.failed(failure))).await())
          .isSameAs(failure);
    }

    @Test
    void firstSuccessPassesOverFailures() {
      Promise<String> slow = new Promise<>();
      Fut<String> first =
          Fut.firstSuccess(List.of(Fut.<String>failed(new IOException()), slow.future()));

      assertThat(first.isDone()).isFalse();
      slow.fulfill("won");
      assertThat(first.await()).isEqualTo("won");
    }

    @Test
    void firstSuccessOfFailuresIsTheLastWithTheOthersSuppressed() {
      IOException one = new IOException("one");
      IOException two = new IOException("two");
      Fut<String> first = Fut.firstSuccess(List.of(Fut.<String>failed(one), Fut.failed(two)));

      assertThat(first.exceptionNow()).isSameAs(two);
      assertThat(two.getSuppressed()).containsExactly(one);
    }

    @RepeatedTest(20)
    void firstSuccessOfManyConcurrentFailuresLosesNone() {
      try (Pool pool = Pool.workStealing(4)) {
        List<Fut<String>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          int number = i;
          futures.add(
              pool.spawn(() -> {
                throw new IOException("failure " + number);
              }));
        }
        Throwable last = catchThrowable(() -> Fut.firstSuccess(futures).await()).getCause();

        List<Throwable> all = new ArrayList<>();
        flatten(last, all);
        assertThat(all).hasSize(50).doesNotHaveDuplicates();
      }
    }

    private static void flatten(Throwable failure, List<Throwable> into) {
      into.add(failure);
      for (Throwable suppressed : failure.getSuppressed()) {
        flatten(suppressed, into);
      }
    }

    @Test
    void theFirstOfNoneIsAnError() {
      assertThatThrownBy(() -> Fut.any(List.of())).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Fut.firstSuccess(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    @DisplayName("moonpool 8: two loops of 100 tasks make 9900 in all")
    void twoLoopsOfTasks(PoolKind kind) {
      AtomicInteger sum = new AtomicInteger();

      kind.<Void, RuntimeException>with(pool -> {
        Fut<Void> one = Fut.forRange(pool, 100, sum::addAndGet);
        Fut<Void> two = Fut.forRange(pool, 100, sum::addAndGet);
        if (kind != PoolKind.MAIN) {
          Fut.both(one, two).await();
        }
        return null;
      });

      assertThat(sum).hasValue(9900);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 50, 1000})
    @DisplayName("moonpool 8: a loop over a list of any size meets each item once")
    void forEachMeetsEachItemOnce(int size) {
      try (Pool pool = Pool.workStealing(2)) {
        ConcurrentLinkedQueue<Integer> met = new ConcurrentLinkedQueue<>();
        List<Integer> items = IntStream.range(0, size).boxed().toList();

        Fut.forEach(pool, items, met::add).await();

        assertThat(met).containsExactlyInAnyOrderElementsOf(items);
      }
    }

    @Test
    @DisplayName("moonpool 8: a loop over what is no list meets each item once")
    void forEachMeetsEachItemOfASetAndOfAQueue() {
      try (Pool pool = Pool.workStealing(2)) {
        for (Iterable<Integer> items :
            List.of(Set.of(1, 2, 3, 4), new ArrayDeque<>(List.of(4, 2, 1, 3)))) {
          ConcurrentLinkedQueue<Integer> met = new ConcurrentLinkedQueue<>();

          Fut.forEach(pool, items, met::add).await();

          assertThat(met).containsExactlyInAnyOrder(1, 2, 3, 4);
        }
      }
    }

    @Test
    void aNegativeNumberOfTasksIsAnError() {
      assertThatThrownBy(() -> Fut.forRange(Pool.shared(), -1, i -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
    }

    @Test
    void traverseKeepsTheOrder() {
      try (Pool pool = Pool.workStealing(2)) {
        List<Integer> items = IntStream.range(0, 100).boxed().toList();

        assertThat(Fut.traverse(items, i -> pool.spawn(() -> i * i)).await())
            .isEqualTo(items.stream().map(i -> i * i).toList());
      }
    }

    @Test
    void recoverTakesFailuresAndLetsCancellationPass() {
      Promise<String> cancelled = new Promise<>();
      cancelled.tryCancel(null);

      assertThat(Fut.<String>failed(new IOException("x")).recover(Throwable::getMessage).await())
          .isEqualTo("x");
      assertThat(Fut.value("v").recover(e -> "never").await()).isEqualTo("v");
      try (Pool pool = Pool.background()) {
        Fut<@Nullable Pool> failed = Fut.failed(new IOException("x"));
        assertThat(failed.recover(pool, e -> Pool.current()).await()).isSameAs(pool);
        assertThat(failed.recover(null, e -> Pool.current()).await()).isNull();
      }
      assertThat(cancelled.future().recover(e -> "never").isCancelled()).isTrue();
    }

    @Test
    void aFunctionThatThrowsFailsTheResult() {
      IOException failure = new IOException("map");

      assertThat(
              Fut.value(1)
                  .map(x -> {
                    throw failure;
                  })
                  .exceptionNow())
          .isSameAs(failure);
      assertThat(
              Fut.value(1)
                  .flatMap(x -> {
                    throw failure;
                  })
                  .exceptionNow())
          .isSameAs(failure);
      assertThat(Fut.value(1).flatMap(x -> null).exceptionNow())
          .isInstanceOf(NullPointerException.class);
    }

    @Test
    void outcomeNeverFails() {
      IOException failure = new IOException();

      assertThat(Fut.failed(failure).outcome().await()).isEqualTo(new Outcome.Failed<>(failure));
    }

    @Test
    void aClosedPoolFailsTheResultOfMap() {
      Pool closed = Pool.workStealing(1);
      closed.close();

      assertThat(Fut.value(1).map(closed, x -> x).exceptionNow()).isInstanceOf(PoolClosed.class);
    }
  }

  @Nested
  class LongChains {
    @Test
    void aMillionMapsOfASettledFuture() {
      Fut<Integer> at = Fut.value(0);
      for (int i = 0; i < LONG_CHAIN; i++) {
        at = at.map(x -> x + 1);
      }

      assertThat(at.await()).isEqualTo(LONG_CHAIN);
    }

    @Test
    void aMillionMapsOfAPendingFuture() {
      Promise<Integer> start = new Promise<>();
      Fut<Integer> at = start.future();
      for (int i = 0; i < LONG_CHAIN; i++) {
        at = at.map(x -> x + 1);
      }

      start.fulfill(0);

      assertThat(at.await()).isEqualTo(LONG_CHAIN);
    }

    @Test
    void aLongChainOfFlatMaps() {
      Promise<Integer> start = new Promise<>();
      Fut<Integer> at = start.future();
      for (int i = 0; i < 100_000; i++) {
        at = at.flatMap(x -> Fut.value(x + 1));
      }

      start.fulfill(0);

      assertThat(at.await()).isEqualTo(100_000);
    }

    @Test
    void aCancellationPassesThroughAMillionMaps() {
      Promise<Integer> start = new Promise<>();
      Fut<Integer> at = start.future();
      for (int i = 0; i < LONG_CHAIN; i++) {
        at = at.map(x -> x + 1);
      }

      start.tryCancel(null);

      assertThat(at.isCancelled()).isTrue();
    }
  }

  @Nested
  class Callbacks {
    @Test
    void callbacksRunOnceInOrderOnTheSettlingThread() {
      Promise<Integer> promise = new Promise<>();
      List<String> trail = new ArrayList<>();
      promise.future().onComplete(o -> trail.add("one " + o));
      promise.future().onComplete(o -> trail.add("two " + Thread.currentThread().getName()));

      promise.fulfill(1);

      assertThat(trail)
          .containsExactly(
              "one " + new Outcome.Returned<>(1), "two " + Thread.currentThread().getName());
    }

    @Test
    void aCallbackThatThrowsGoesToThePoolInWhichItWasRegistered() {
      List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
      IllegalStateException failure = new IllegalStateException("callback");
      Promise<Integer> promise = new Promise<>();
      List<Integer> later = Collections.synchronizedList(new ArrayList<>());
      try (Pool pool = Pool.configure().parallelism(1).onUncaught(told::add).workStealing()) {
        pool.invokeVoid(() -> {
          promise
              .future()
              .onComplete(o -> {
                throw failure;
              });
          promise.future().onComplete(o -> later.add(1));
        });
        promise.fulfill(1);
      }

      assertThat(told).containsExactly(failure);
      assertThat(later).as("the next callback still runs").containsExactly(1);
    }
  }

  @Nested
  class Bridges {
    @Test
    void aStageSettlesTheFuture() {
      CompletableFuture<String> stage = new CompletableFuture<>();
      Fut<String> future = Fut.of(stage);

      assertThat(future.isDone()).isFalse();
      stage.complete("done");

      assertThat(future.await()).isEqualTo("done");
    }

    @Test
    void aFailureCrossesBothBridgesUnwrapped() {
      IOException failure = new IOException("disk");
      Fut<String> back = Fut.of(Fut.<String>failed(failure).toStage().thenApply(x -> x));

      assertThat(back.exceptionNow()).isSameAs(failure);
    }

    @Test
    void cancellingTheFutureCancelsTheStageAndTheOtherWayRound() {
      CompletableFuture<String> stage = new CompletableFuture<>();
      Fut.of(stage).cancel(null);
      Promise<String> promise = new Promise<>();
      promise.future().toStage().toCompletableFuture().cancel(false);

      assertThat(stage.isCancelled()).isTrue();
      assertThat(promise.future().isCancelled()).isTrue();
    }

    @Test
    void cancellingTheStageReachesTheRunningTask() {
      Trigger entered = new Trigger();
      Trigger never = new Trigger();
      try (Pool pool = Pool.workStealing(1)) {
        Fut<Void> task =
            pool.spawnVoid(() -> {
              entered.signal();
              never.await();
            });
        entered.await();

        task.toStage().toCompletableFuture().cancel(true);
      } // closes only if the task ended

      assertThat(never.end()).isEqualTo(Trigger.End.CANCELLED);
    }
  }

  @Nested
  class Cancelling {
    @Test
    @DisplayName("moonpool 23: cancelling a pending future is true and reaches its waiters")
    void cancellingAPendingFuture() throws Exception {
      Promise<String> promise = new Promise<>();
      IOException reason = new IOException("no longer");
      CompletableFuture<Throwable> seen = new CompletableFuture<>();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> seen.complete(catchThrowable(() -> promise.future().await())));
      Eventually.untilWaiting(waiter);

      assertThat(promise.future().cancel(reason)).isTrue();

      assertThat(seen.get()).isInstanceOf(Cancelled.class).hasCause(reason);
      assertThat(promise.future().isCancelled()).isTrue();
      assertThat(promise.future().state()).isEqualTo(Future.State.CANCELLED);
    }

    @Test
    @DisplayName("moonpool 23: cancelling a settled future is false")
    void cancellingASettledFuture() {
      Fut<Integer> settled = Fut.value(1);

      assertThat(settled.cancel(true)).isFalse();
      assertThat(settled.await()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(PoolKind.class)
    void cancellingReachesTheRunningTask(PoolKind kind) throws Exception {
      kind.<Void, Exception>with(pool -> {
        Trigger entered = new Trigger();
        Trigger never = new Trigger();
        Fut<Void> task =
            pool.spawnVoid(() -> {
              entered.signal();
              never.await();
            });
        entered.await();

        assertThat(task.cancel(null)).isTrue();
        assertThatThrownBy(task::await).isInstanceOf(Cancelled.class);
        Eventually.until("the body stopped", () -> never.end() == Trigger.End.CANCELLED);
        return null;
      });
    }

    @Test
    void aTaskCancelledBeforeItStartsNeverRuns() {
      AtomicInteger runs = new AtomicInteger();
      Trigger gate = new Trigger();
      try (Pool pool = Pool.confined()) {
        Fut<Void> first = pool.spawnVoid(gate::await);
        Fut<Integer> second = pool.spawn(runs::incrementAndGet);
        assertThat(second.cancel(true)).isTrue();
        gate.signal();
        first.await();
      }

      assertThat(runs).hasValue(0);
    }

    @Test
    void aLoopThatNeverWaitsSeesItAtItsNextCheck() {
      Trigger entered = new Trigger();
      try (Pool pool = Pool.workStealing(1)) {
        Fut<Void> task =
            pool.spawnVoid(() -> {
              entered.signal();
              while (true) {
                CancelScope.check();
              }
            });
        entered.await();
        task.cancel(null);
      }
    }

    @RepeatedTest(200)
    void ofAFulfilmentAndACancellationExactlyOneWins() throws Exception {
      Promise<String> promise = new Promise<>();
      CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> cancelled.complete(promise.future().cancel(null)));

      boolean fulfilled = promise.tryFulfill("value");

      assertThat(cancelled.get()).isNotEqualTo(fulfilled);
      assertThat(promise.future().isSucceeded()).isEqualTo(fulfilled);
    }

    @RepeatedTest(200)
    void aTaskCancelledAroundItsStartEndsEitherWay() {
      try (Pool pool = Pool.workStealing(1)) {
        AtomicInteger ended = new AtomicInteger();
        Fut<String> task =
            pool.spawn(() -> {
              Trigger never = new Trigger();
              try {
                never.await();
                return "woken";
              } finally {
                ended.incrementAndGet();
              }
            });
        task.cancel(null);

        assertThatThrownBy(task::await).isInstanceOf(Cancelled.class);
      }
    }
  }

  @Test
  @DisplayName("moonpool 30, domainslib 14: the stack of the original throw crosses await and get")
  void theStackOfTheOriginalThrowIsKept() {
    try (Pool pool = Pool.workStealing(1)) {
      Fut<String> task = pool.spawn(FutTest::throwFromAFrameWithAName);

      Throwable awaited = catchThrowable(task::await);
      Throwable got = catchThrowable(task::get).getCause();

      assertThat(awaited).isSameAs(got);
      assertThat(awaited.getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("throwFromAFrameWithAName"));
    }
  }

  private static String throwFromAFrameWithAName() {
    throw new IllegalStateException("from the task");
  }
}
