package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A worker whose task waits goes on with a virtual thread; a busy one comes back from there to one
 * of the pool's own threads, where code that forks is faster.
 */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class HomeTest {
  /** A task that keeps its worker until it is let go. */
  private static final class Busy {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final Fut<Void> task;

    Busy(Pool pool) {
      task =
          pool.spawnVoid(() -> {
            thread.set(Thread.currentThread());
            end.await();
          });
    }

    Thread begun() {
      Eventually.until("begun", () -> thread.get() != null);
      return thread.get();
    }

    void letGo() {
      end.countDown();
      task.await();
    }
  }

  /**
   * When a task that waited on a platform thread goes on there, its old worker is still on a
   * virtual thread.
   */
  @Test
  void aBusyWorkerComesHome() {
    boolean wasAway;
    boolean isAway;
    try (Pool pool = Pool.workStealing(2)) {
      Busy first = new Busy(pool);
      first.begun();
      Trigger gate = new Trigger();
      CountDownLatch end = new CountDownLatch(1);
      Fut<Void> waiting =
          pool.spawnVoid(() -> {
            gate.await();
            end.await();
          });
      Busy away = new Busy(pool);
      wasAway = away.begun().isVirtual();

      gate.signal();
      first.letGo(); // its thread passes its worker to the task that waited
      Eventually.until("a platform thread is spare", ((Scheduler) pool).spares()::hasHome);
      long since = System.nanoTime();
      Eventually.until(
          "the worker may go home", () -> System.nanoTime() - since > Worker.HOME_EVERY);
      Fut<Boolean> next = pool.spawn(() -> Thread.currentThread().isVirtual());
      away.letGo();
      isAway = next.await();
      end.countDown();
      waiting.await();
    }
    assertThat(wasAway).isTrue();
    assertThat(isAway).isFalse();
  }

  /** As many tasks as strands are kept, and the one that has the worker meanwhile. */
  @Test
  void burstsOfWaitsRunOnTheThreadsOfTheFirst() {
    Set<Thread> threads = new HashSet<>();
    try (Pool pool = Pool.workStealing(1)) {
      for (int i = 0; i < 10; i++) {
        threads.addAll(threadsOfBurst(pool));
      }
    }
    assertThat(threads).hasSizeLessThanOrEqualTo(66);
  }

  private static Set<Thread> threadsOfBurst(Pool pool) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Trigger[] gates = new Trigger[64];
    List<Fut<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < gates.length; i++) {
      Trigger gate = new Trigger();
      gates[i] = gate;
      waiting.add(
          pool.spawnVoid(() -> {
            threads.add(Thread.currentThread());
            gate.await();
          }));
    }
    Eventually.until("all wait", () -> pool.statistics().suspended() == gates.length);
    for (Trigger gate : gates) {
      gate.signal();
    }
    waiting.forEach(Fut::await);
    Eventually.until(
        "idle", () -> pool.statistics().idle() == 1 && pool.statistics().suspended() == 0);
    return threads;
  }
}
