package dev.caravan.docs.examples.starthere;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** The pool model in a dozen lines; the README shows it. */
public final class Taste {
  private Taste() {}

  // region taste
  static int fib(int n) {
    return n < 2 ? n : ForkJoin.bothInt(() -> fib(n - 1), () -> fib(n - 2), Integer::sum);
  }

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Integer> number = pool.spawn(() -> fib(30)); // forks everywhere, no cut-off
      Fut<String> line = pool.spawn(() -> "fib 30 = " + number.await()); // holds no worker
      System.out.println(line.await());
    } // waits for whatever still runs
  }
  // endregion
}
