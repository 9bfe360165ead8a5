package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** Two computations at once. */
public final class TwoSquares {
  private TwoSquares() {}

  // region squares
  static int square(int n) {
    return n * n;
  }

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Integer> x = pool.spawn(() -> square(5));
      Fut<Integer> y = pool.spawn(() -> square(10));
      System.out.println("x = " + x.await() + ", y = " + y.await());
    }
  }
  // endregion
}
