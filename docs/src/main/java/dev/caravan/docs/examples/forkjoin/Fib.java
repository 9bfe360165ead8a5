package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;

/** The smallest divide and conquer there is, without a cut-off. */
public final class Fib {
  private Fib() {}

  // region fib
  static int fib(int n) {
    if (n < 2) {
      return n;
    }
    return ForkJoin.bothInt(() -> fib(n - 1), () -> fib(n - 2), Integer::sum);
  }

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      int result = pool.invoke(() -> fib(27));
      System.out.println("fib 27 = " + result);
    }
  }
  // endregion
}
