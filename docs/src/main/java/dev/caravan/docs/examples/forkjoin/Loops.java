package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import java.util.Arrays;

/** Loops: for, reduce, scan, find. */
public final class Loops {
  private Loops() {}

  // region loops
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      pool.invokeVoid(Loops::run);
    }
  }

  static void run() {
    int[] a = {1, 2, 3, 4, 5, 6, 7, 8};
    ForkJoin.forRange(0, a.length, i -> a[i] = 2 * a[i]);
    System.out.println("doubled: " + Arrays.toString(a));

    long sum = ForkJoin.reduceLong(1, 101, 0, i -> i, Long::sum);
    System.out.println("sum 1..100: " + sum);

    int[] sums = ForkJoin.scan(a, Integer::sum);
    System.out.println("running sums: " + Arrays.toString(sums));

    boolean found = ForkJoin.find(0, 1_000, i -> i * i == 1_764).isPresent();
    System.out.println("a root of 1764: " + found);
  }
  // endregion
}
