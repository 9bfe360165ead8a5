package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that await tasks: the worker goes on, and nothing that could end deadlocks. */
@ExtendWith(FailOnHang.class)
class AwaitTest {

  private static final int MANY = 200_000;

  /** {@code -Pstress} makes both ten times as many. */
  private static final int SCALE = Integer.getInteger("waiting.scale", 1);

  private static final int WAITING_AT_ONCE = 20_000 * SCALE;
  private static final int WAITING_IN_A_CHAIN = 10_000 * SCALE;

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  @Tag("conformance")
  @DisplayName("moonpool 2: ten tasks give their own number")
  void tenTasksGiveTheirOwnNumber(PoolKind kind) {
    List<Integer> values =
        kind.run(pool -> {
          List<Fut<Integer>> futures = spawned(pool, 10);
          return futures.stream().map(Fut::await).toList();
        });

    assertThat(values).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  @Tag("conformance")
  @DisplayName("moonpool 10: a task awaits ten, of which one may fail")
  void aTaskAwaitsTenOfWhichOneMayFail(PoolKind kind) {
    IllegalStateException failure = new IllegalStateException("the seventh");

    assertThatThrownBy(() ->
            kind.run(pool -> {
              List<Fut<Integer>> futures = spawned(pool, 10);
              futures.set(
                  7,
                  pool.spawn(() -> {
                    throw failure;
                  }));
              return futures.stream().map(Fut::await).toList();
            }))
        .isSameAs(failure);
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"FIFO_4", "WORK_STEALING_1", "WORK_STEALING_2", "WORK_STEALING_4", "CONFINED"})
  @DisplayName("moonpool 11: 200,000 futures awaited by one task, one after the other")
  void manyFuturesAwaitedInSequence(PoolKind kind) {
    long sum =
        kind.run(pool -> {
          List<Fut<Integer>> futures = spawned(pool, MANY);
          long total = 0;
          for (Fut<Integer> future : futures) {
            total += future.await();
          }
          return total;
        });

    assertThat(sum).isEqualTo((long) MANY * (MANY - 1) / 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"FIFO_4", "WORK_STEALING_1", "WORK_STEALING_2", "WORK_STEALING_4", "MAIN"})
  @DisplayName("moonpool 11: 200,000 futures awaited by one task, all at once")
  void manyFuturesAwaitedAtOnce(PoolKind kind) {
    List<Integer> values = kind.run(pool -> Fut.all(spawned(pool, MANY)).await());

    assertThat(values).hasSize(MANY).startsWith(0, 1, 2).endsWith(MANY - 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"FIFO_1", "WORK_STEALING_1", "WORK_STEALING_2"})
  @DisplayName("a chain of 100,000 tasks of one task, each of which awaits the one before")
  void aLongChainOfTasks(PoolKind kind) {
    int length = 100_000;

    int last =
        kind.run(pool -> {
          Promise<Integer> start = new Promise<>();
          Fut<Integer> at = start.future();
          for (int i = 0; i < length; i++) {
            Fut<Integer> before = at;
            at = pool.spawn(() -> before.await() + 1);
          }
          start.fulfill(0);
          return at.await();
        });

    assertThat(last).isEqualTo(length);
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"FIFO_1", "WORK_STEALING_1", "WORK_STEALING_2"})
  @DisplayName("moonpool 11: 200,000 tasks (20,000 for short) wait at one gate, all at once")
  void manyTasksWaitAtOnce(PoolKind kind) {
    Promise<Integer> gate = new Promise<>();
    try (Pool pool = kind.open()) {
      List<Fut<Integer>> tasks =
          IntStream.range(0, WAITING_AT_ONCE)
              .mapToObj(i -> pool.spawn(() -> gate.future().await() + i))
              .toList();
      openOnceAllWait(gate, pool, WAITING_AT_ONCE);

      assertThat(Fut.all(tasks).await())
          .isEqualTo(IntStream.range(0, WAITING_AT_ONCE).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"FIFO_1", "FIFO_4", "WORK_STEALING_1"}) // where no task runs on the stack of another
  @DisplayName("100,000 tasks (10,000 for short) wait in a chain, all before the first one ends")
  void aLongChainOfWaitingTasks(PoolKind kind) {
    Promise<Integer> gate = new Promise<>();
    try (Pool pool = kind.open()) {
      Fut<Integer> at = gate.future();
      for (int i = 0; i < WAITING_IN_A_CHAIN; i++) {
        Fut<Integer> before = at;
        at = pool.spawn(() -> before.await() + 1);
      }
      openOnceAllWait(gate, pool, WAITING_IN_A_CHAIN);

      assertThat(at.await()).isEqualTo(WAITING_IN_A_CHAIN);
    }
  }

  private static void openOnceAllWait(Promise<Integer> gate, Pool pool, int tasks) {
    try {
      Eventually.until("all wait", () -> pool.statistics().suspended() == tasks);
    } finally {
      gate.fulfill(0); // lest a failure hang in close
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolKind.class,
      names = {"CONFINED"},
      mode = EnumSource.Mode.EXCLUDE)
  @Tag("conformance")
  @DisplayName("domainslib 13: A awaits B awaits C, submitted in any order, terminates")
  @SuppressWarnings("FutureReturnValueIgnored") // a future of a future is awaited twice
  void chainsTerminateInAnyOrderOfSubmission(PoolKind kind) {
    List<List<Integer>> orders =
        List.of(
            List.of(0, 1, 2),
            List.of(0, 2, 1),
            List.of(1, 0, 2),
            List.of(1, 2, 0),
            List.of(2, 0, 1),
            List.of(2, 1, 0));
    for (List<Integer> order : orders) {
      String result =
          kind.run(pool -> {
            List<Promise<Fut<String>>> tasks =
                List.of(new Promise<>(), new Promise<>(), new Promise<>());
            for (int task : order) {
              tasks.get(task).fulfill(pool.spawn(() -> chained(tasks, task)));
            }
            return tasks.get(0).future().await().await();
          });
      assertThat(result).isEqualTo("ABC");
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a future of a future is awaited twice
  private static String chained(List<Promise<Fut<String>>> tasks, int task) {
    String mine = String.valueOf((char) ('A' + task));
    return task == 2 ? mine : mine + tasks.get(task + 1).future().await().await();
  }

  @Test
  @Tag("conformance")
  @DisplayName("the caller is never helped by unrelated work: A awaits B, C awaits A, one worker")
  void unrelatedWorkNeverRunsOnTheWaitersStack() {
    try (Pool pool = Pool.workStealing(1)) {
      Trigger bothAreSpawned = new Trigger();
      Promise<String> b = new Promise<>();
      Fut<String> a = pool.spawn(() -> b.future().await() + " A");
      Fut<String> c =
          pool.spawn(() -> {
            bothAreSpawned.await();
            return a.await() + " C";
          });
      Fut<Void> settler = pool.spawnVoid(() -> b.fulfill("B"));
      bothAreSpawned.signal();

      assertThat(c.await()).isEqualTo("B A C");
      settler.await();
    }
  }

  @Test
  @Tag("conformance")
  @DisplayName("domainslib 20: await works outside any pool")
  void awaitWorksOutsideAnyPool() {
    try (Pool pool = Pool.workStealing(1)) {
      assertThat(pool.spawn(() -> 42).await()).isEqualTo(42);
    }
  }

  @Test
  @Tag("conformance")
  @DisplayName("a confined task that awaits itself in a ring of one is told, and not hung")
  void aConfinedChainTooLongIsToldSo() {
    try (Pool pool = Pool.confined()) {
      List<Fut<Integer>> chain = new ArrayList<>();
      assertThatThrownBy(() ->
              pool.invoke(() -> {
                chain.add(pool.spawn(() -> 0));
                for (int i = 1; i <= 2_000; i++) {
                  Fut<Integer> before = chain.get(i - 1);
                  chain.add(pool.spawn(() -> before.await() + 1));
                }
                return chain.getLast().await();
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("confined");
    }
  }

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  @Tag("conformance")
  @DisplayName("moonpool 27: at an await others run; between awaits a task of one worker is alone")
  void tasksInterleaveOnlyWhereTheyWait(PoolKind kind) {
    if (kind.name().endsWith("2") || kind.name().endsWith("4")) {
      return;
    }
    AtomicInteger inside = new AtomicInteger();
    AtomicReference<String> clash = new AtomicReference<>();

    kind.<Void, RuntimeException>run(pool -> {
      List<Fut<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tasks.add(
            pool.spawnVoid(() -> {
              for (int round = 0; round < 20; round++) {
                if (inside.incrementAndGet() != 1) {
                  clash.set("two tasks at once");
                }
                inside.decrementAndGet();
                Pool.yieldNow();
              }
            }));
      }
      tasks.forEach(Fut::await);
      return null;
    });

    assertThat(clash).hasNullValue();
  }

  @Test
  @Tag("conformance")
  @DisplayName("parallelism is never exceeded, however many tasks wait in between")
  void parallelismIsNeverExceeded() {
    for (PoolKind kind : List.of(PoolKind.WORK_STEALING_2, PoolKind.FIFO_1, PoolKind.FIFO_4)) {
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      int allowed = kind == PoolKind.WORK_STEALING_2 ? 2 : kind == PoolKind.FIFO_1 ? 1 : 4;

      kind.<Void, RuntimeException>run(pool -> {
        List<Fut<Void>> tasks = new ArrayList<>();
        running.incrementAndGet(); // this body
        for (int i = 0; i < 300; i++) {
          tasks.add(
              pool.spawnVoid(() -> {
                for (int round = 0; round < 5; round++) {
                  count(running, most);
                  pool.spawnVoid(() -> count(running, most)).await();
                }
              }));
        }
        running.decrementAndGet();
        tasks.forEach(Fut::await);
        return null;
      });

      assertThat(most.get()).as("running at once on %s", kind).isBetween(1, allowed);
    }
  }

  private static void count(AtomicInteger running, AtomicInteger most) {
    int now = running.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    for (int i = 0; i < 50; i++) {
      Thread.onSpinWait();
    }
    running.decrementAndGet();
  }

  @Test
  @Tag("conformance")
  void yieldingLetsTheOthersGoFirst() {
    List<String> trail = Collections.synchronizedList(new ArrayList<>());
    try (Pool pool = Pool.fifo(1)) {
      pool.invokeVoid(() -> {
        Fut<Void> other = pool.spawnVoid(() -> trail.add("other"));
        trail.add("before");
        Pool.yieldNow();
        trail.add("after");
        other.await();
      });
    }

    assertThat(trail).containsExactly("before", "other", "after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789", "9876543210", "4509273186"})
  @Tag("conformance")
  void whatIsAwaitedLeavesNothingToThieves(String order) throws InterruptedException {
    int queued =
        besideABusyWorker(pool -> {
          List<Fut<Integer>> futures = spawned(pool, 10);
          order.chars().forEach(digit -> futures.get(digit - '0').await());
          return pool.statistics().queued();
        });

    assertThat(queued).isZero();
  }

  @Test
  @Tag("conformance")
  void eachThatIsAwaitedAtOnceLeavesNothingToThieves() throws InterruptedException {
    int queued =
        besideABusyWorker(pool -> {
          IntStream.range(0, 10).forEach(i -> pool.spawn(() -> i).await());
          return pool.statistics().queued();
        });

    assertThat(queued).isZero();
  }

  private static int besideABusyWorker(ThrowingFunction<Pool, Integer, RuntimeException> body)
      throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Void> other =
          pool.spawnVoid(() -> {
            busy.countDown();
            end.await();
          });
      busy.await();
      int result;
      try {
        result = pool.invoke(() -> body.apply(pool));
      } finally {
        end.countDown();
      }
      other.await();
      return result;
    }
  }

  @Test
  @Tag("conformance")
  void aTaskIsRunByItsWaiterThoughItStandsInTheQueueOfAnotherWorker() {
    CompletableFuture<Fut<Thread>> handedOver = new CompletableFuture<>();
    CountDownLatch bothBusy = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Void> spawner =
          pool.spawnVoid(() -> {
            meet(bothBusy);
            Fut<Integer> _ = pool.spawn(() -> 1); // so that the other is not the oldest
            Fut<Thread> runner = pool.spawn(Thread::currentThread);
            Fut<Integer> _ = pool.spawn(() -> 2); // nor the newest
            handedOver.complete(runner);
            end.await(); // as a blocked worker, which cannot run it
          });
      Fut<List<Thread>> waiter =
          pool.spawn(() -> {
            meet(bothBusy);
            return List.of(handedOver.join().await(), Thread.currentThread());
          });
      List<Thread> threads = waiter.await();
      end.countDown();
      spawner.await();

      assertThat(threads.get(0)).as("who ran it").isSameAs(threads.get(1));
    }
  }

  private static void meet(CountDownLatch latch) throws InterruptedException {
    latch.countDown();
    latch.await();
  }

  private static List<Fut<Integer>> spawned(Pool pool, int count) {
    List<Fut<Integer>> futures = new ArrayList<>(count);
    IntStream.range(0, count).forEach(i -> futures.add(pool.spawn(() -> i)));
    return futures;
  }
}
