package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import java.util.Arrays;

/** A loop whose steps depend on each other, wrong and right. */
public final class RunningSum {
  private RunningSum() {}

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(1)) { // one worker, to go wrong in the same way each time
      System.out.println("wrong: " + Arrays.toString(pool.invoke(() -> wrong(ones()))));
      System.out.println("right: " + Arrays.toString(pool.invoke(() -> right(ones()))));
    }
  }

  private static int[] ones() {
    return new int[] {1, 1, 1, 1, 1, 1, 1, 1};
  }

  // region wrong
  static int[] wrong(int[] a) {
    ForkJoin.bothVoid(() -> add(a, 4, 8), () -> add(a, 1, 4)); // reads a[3] before it is final
    return a;
  }

  static void add(int[] a, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = a[i - 1] + a[i];
    }
  }

  // endregion

  // region right
  static int[] right(int[] a) {
    return ForkJoin.scan(a, Integer::sum);
  }
  // endregion
}
