package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/** Five tasks that a task spawns, on two kinds of pool. */
public final class StartOrder {
  private StartOrder() {}

  // region order
  public static void main(String[] args) {
    System.out.println("fifo:          " + order(Pool.fifo(1)));
    System.out.println("work-stealing: " + order(Pool.workStealing(1)));
  }

  static List<Integer> order(Pool kind) {
    List<Integer> started = new ArrayList<>(); // one worker: no lock needed
    try (Pool pool = kind) {
      pool.execute(() -> {
        for (int i = 0; i < 5; i++) {
          int number = i;
          pool.execute(() -> started.add(number));
        }
      });
    } // close() waits for all five
    return started;
  }
  // endregion
}
