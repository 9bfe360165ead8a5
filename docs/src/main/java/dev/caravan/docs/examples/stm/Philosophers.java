package dev.caravan.docs.examples.stm;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TMVar;
import java.util.ArrayList;
import java.util.List;

/** Five philosophers, five forks. Each takes both forks at once, or waits for both. */
public final class Philosophers {
  private static final int COUNT = 5;
  private static final int MEALS = 1_000;

  private Philosophers() {}

  // region philosophers
  static int dine(TMVar<String> left, TMVar<String> right) {
    int eaten = 0;
    while (eaten < MEALS) {
      Stm.atomicallyVoid(tx -> {
        left.take(tx);
        right.take(tx); // if it is taken, the left one is back on the table
      });
      eaten++;
      Stm.atomicallyVoid(tx -> {
        left.put(tx, "fork");
        right.put(tx, "fork");
      });
    }
    return eaten;
  }

  // endregion

  public static void main(String[] args) {
    List<TMVar<String>> forks = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      forks.add(TMVar.of("fork"));
    }
    List<Fut<Integer>> philosophers = new ArrayList<>();
    try (Pool pool = Pool.workStealing(2)) {
      for (int i = 0; i < COUNT; i++) {
        TMVar<String> left = forks.get(i);
        TMVar<String> right = forks.get((i + 1) % COUNT);
        philosophers.add(pool.spawn(() -> dine(left, right)));
      }
      int meals = Fut.all(philosophers).await().stream().mapToInt(eaten -> eaten).sum();
      System.out.println(meals + " meals");
    }
  }
}
