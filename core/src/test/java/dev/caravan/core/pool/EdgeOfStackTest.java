package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The stack may overflow at any call of the pool's own code. A task whose waiter had no room to run
 * it, or to settle it, is settled all the same, so that nobody waits for it for ever; and a worker
 * whose submitter had no room to wake it is woken later.
 */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class EdgeOfStackTest {
  private static final int ROUNDS = 20;
  private static final int WAYS_UP = 400;

  /** Recurses until the stack overflows, and on the way up spawns and awaits at each call. */
  private static final class Descent {
    private final Pool pool;
    private final List<Fut<?>> spawned = new ArrayList<>();
    private int left = WAYS_UP;

    Descent(Pool pool) {
      this.pool = pool;
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    void down() {
      try {
        down();
      } catch (StackOverflowError edge) {
        awaitSome();
      }
      if (left > 0) {
        awaitSome();
      }
    }

    private Fut<Integer> spawn() {
      Fut<Integer> task = pool.spawn(() -> 1);
      spawned.add(task);
      return task;
    }

    private void awaitSome() {
      left--;
      try {
        Fut<Integer> _ = spawn();
        Fut<Integer> older = spawn();
        Fut<Integer> newest = spawn();
        int _ = older.await(); // from between the ends of the queue
        int _ = newest.await();
      } catch (StackOverflowError noRoom) {
        // the next call has a frame more
      }
    }
  }

  @Test
  void everyTaskThatWasSpawnedThereIsSettled() {
    for (int i = 0; i < ROUNDS; i++) {
      Descent descent;
      try (Pool pool = Pool.workStealing(1)) {
        descent = new Descent(pool);
        Fut<Void> root = pool.spawnVoid(descent::down);
        root.awaitUninterruptibly();
      }
      assertThat(descent.spawned).allSatisfy(task -> assertThat(task.isDone()).isTrue());
    }
  }

  @Test
  void aWorkerThatWasChosenThereIsWoken() {
    for (int i = 0; i < ROUNDS; i++) {
      String name = "edge-" + i;
      try (Pool pool = Pool.configure().name(name).parallelism(2).workStealing()) {
        Eventually.until("both workers sleep without a limit", () -> sleepers(name) == 2);
        int[] left = {WAYS_UP};
        Fut<Void> root = pool.spawnVoid(() -> spawnFromTheEdgeUp(pool, left));
        root.awaitUninterruptibly();
      } // which would wait for a worker that nobody wakes
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static void spawnFromTheEdgeUp(Pool pool, int[] left) {
    try {
      spawnFromTheEdgeUp(pool, left);
    } catch (StackOverflowError edge) {
      if (left[0] > 0) {
        left[0]--;
        Fut<Integer> _ = pool.spawn(() -> 1);
      }
      throw edge;
    }
  }

  private static long sleepers(String pool) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(pool + ".worker."))
        .filter(thread -> thread.getState() == Thread.State.WAITING)
        .count();
  }
}
