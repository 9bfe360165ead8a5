package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A task that waits in a pool with nothing to do keeps its worker, which counts as idle. What ends
 * the wait (a signal, a deadline, an interrupt) and what needs the worker (a job) may come
 * together: neither is lost.
 */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class WaitInPlaceTest {
  private static final int RACES = 3_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aJobAndTheSignalMayComeTogether(int workers) {
    try (Pool pool = Pool.workStealing(workers);
        Pool jobs = Pool.workStealing(1)) {
      Phaser start = new Phaser(2);
      for (int i = 0; i < RACES; i++) {
        Trigger gate = new Trigger();
        Fut<Void> waiting = pool.spawnVoid(gate::await);
        if (i % 2 == 0) {
          Eventually.until("idle", () -> pool.statistics().idle() == workers);
        }
        Fut<Integer> job =
            jobs.spawn(() -> {
              start.arriveAndAwaitAdvance();
              return pool.spawn(() -> 1).await();
            });
        start.arriveAndAwaitAdvance();
        gate.signal();
        waiting.await();
        assertThat(job.await()).isEqualTo(1);
      }
      Eventually.until("nothing left", () -> isQuiet(pool));
    }
  }

  private static boolean isQuiet(Pool pool) {
    PoolStatistics now = pool.statistics();
    return now.idle() == now.workers() && now.queued() == 0 && now.suspended() == 0;
  }

  @Test
  void manyThatWaitAreServedByOneWorkerAndEndInAnyOrder() {
    try (Pool pool = Pool.workStealing(1)) {
      List<Trigger> gates = new ArrayList<>();
      List<Fut<Void>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Trigger gate = new Trigger();
        gates.add(gate);
        waiting.add(pool.spawnVoid(gate::await));
        Eventually.until("idle", () -> pool.statistics().idle() == 1);
      }
      for (int i = 0; i < 100; i++) {
        gates.get(i * 37 % 100).signal();
        waiting.get(i * 37 % 100).await();
      }
    }
  }

  /** A task that waits at a gate, and the strand that carries it. */
  private record AtGate(Trigger gate, AtomicReference<Strand> strand, Fut<Void> task) {
    static AtGate in(Pool pool) {
      Trigger gate = new Trigger();
      AtomicReference<Strand> strand = new AtomicReference<>();
      Fut<Void> task =
          pool.spawnVoid(() -> {
            strand.set(Strand.here());
            gate.await();
          });
      Eventually.until("begun", () -> strand.get() != null);
      return new AtGate(gate, strand, task);
    }

    boolean holds(Worker worker) {
      return worker.holder() == strand.get();
    }

    void open() {
      gate.signal();
      task.await();
    }
  }

  @Test
  void aWaitKeepsItsWorkerAsAnIdleOne() {
    try (Pool pool = Pool.workStealing(1)) {
      Worker worker = ((Scheduler) pool).worker(0);
      boolean kept = false;
      for (int i = 0; i < 1_000 && !kept; i++) { // it does so for some milliseconds: look in time
        AtGate waiting = AtGate.in(pool);
        while (!kept && waiting.holds(worker)) {
          kept = pool.statistics().idle() == 1 && waiting.holds(worker);
        }
        waiting.open();
      }
      assertThat(kept).isTrue();
    }
  }

  @Test
  void afterSomeTimeTheWorkerPassesOn() {
    try (Pool pool = Pool.workStealing(1)) {
      Worker worker = ((Scheduler) pool).worker(0);
      AtGate waiting = AtGate.in(pool);
      Eventually.until("passed on", () -> !waiting.holds(worker));
      waiting.open();
    }
  }

  @Test
  void aWaitThatIsPassedOnEndsWithItsSignalOrItsLimit() {
    try (Pool pool = Pool.workStealing(1)) {
      Trigger gate = new Trigger();
      Fut<Boolean> limited = pool.spawn(() -> new Trigger().await(Duration.ofMillis(40)));
      Fut<Void> unlimited = pool.spawnVoid(gate::await);
      assertThat(limited.await()).isFalse();
      assertThat(pool.spawn(() -> 1).await()).isEqualTo(1);
      gate.signal();
      unlimited.await();
    }
  }

  @Test
  void anInterruptEndsAWaitInPlace() {
    try (Pool pool = Pool.workStealing(1)) {
      AtomicReference<Thread> thread = new AtomicReference<>();
      Fut<Void> waiting =
          pool.spawnVoid(() -> {
            thread.set(Thread.currentThread());
            new Trigger("what never comes").await();
          });
      Eventually.until("idle", () -> pool.statistics().suspended() == 1);
      thread.get().interrupt();
      assertThatThrownBy(waiting::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(Interrupted.class);
    }
  }

  @Test
  void aPoolInWhichATaskWaitsInPlaceDrainsWhenItEnds() {
    Pool pool = Pool.workStealing(2);
    Trigger gate = new Trigger();
    Fut<Void> waiting = pool.spawnVoid(gate::await);
    Eventually.until("idle", () -> pool.statistics().idle() == 2);
    pool.shutdown();
    assertThat(pool.isTerminated()).isFalse();
    gate.signal();
    assertThat(pool.awaitTermination(Duration.ofSeconds(20))).isTrue();
    waiting.await();
  }
}
