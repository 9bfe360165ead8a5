package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Philosophers around a table, with a fork between each two of them. Who eats needs both forks at
 * his sides, and takes both or none: so nobody ever holds one and waits for the other, and there is
 * no order of forks to remember.
 */
public final class DiningTable {
  private final List<TMVar<Integer>> forks;

  /** Lays a table. */
  public DiningTable(int seats) {
    forks = IntStream.range(0, seats).mapToObj(TMVar::of).toList();
  }

  /** Eats at a seat; waits until both forks are there. */
  @Suspends
  public void dine(int seat, Runnable meal) {
    TMVar<Integer> left = forks.get(seat);
    TMVar<Integer> right = forks.get((seat + 1) % forks.size());
    Stm.atomicallyVoid(tx -> {
      left.take(tx);
      right.take(tx);
    });
    try {
      meal.run();
    } finally {
      Stm.atomicallyVoid(tx -> {
        left.put(tx, seat);
        right.put(tx, seat);
      });
    }
  }
}
