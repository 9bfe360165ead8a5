package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A matrix product, with a thread per row and with a pool. */
public final class ThreadPerRow {
  private ThreadPerRow() {}

  public static void main(String[] args) throws InterruptedException {
    int[][] a = matrix(200);
    Set<Thread> perRow = ConcurrentHashMap.newKeySet();
    int[][] first = threadPerRow(a, perRow);
    System.out.println("thread per row: " + perRow.size() + " threads");
    Set<Thread> pooled = ConcurrentHashMap.newKeySet();
    int[][] second = pooled(a, pooled);
    System.out.println("pool of four:   at most 4 threads: " + (pooled.size() <= 4));
    System.out.println("same product:   " + Arrays.deepEquals(first, second));
  }

  private static int[][] matrix(int n) {
    int[][] a = new int[n][n];
    for (int i = 0; i < n; i++) {
      int row = i;
      Arrays.setAll(a[i], j -> (row * 31 + j * 17) % 10);
    }
    return a;
  }

  private static int[] row(int[][] a, int i) {
    int[] row = new int[a.length];
    for (int k = 0; k < a.length; k++) {
      for (int j = 0; j < a.length; j++) {
        row[j] += a[i][k] * a[k][j];
      }
    }
    return row;
  }

  // region wrong
  static int[][] threadPerRow(int[][] a, Set<Thread> used) throws InterruptedException {
    int[][] product = new int[a.length][];
    Thread[] threads = new Thread[a.length];
    for (int i = 0; i < a.length; i++) {
      int at = i;
      threads[i] = new Thread(() -> product[at] = row(a, at));
      used.add(threads[i]);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return product;
  }

  // endregion

  // region right
  static int[][] pooled(int[][] a, Set<Thread> used) {
    int[][] product = new int[a.length][];
    try (Pool pool = Pool.workStealing(4)) {
      Fut.forRange(
              pool,
              a.length,
              i -> {
                used.add(Thread.currentThread());
                product[i] = row(a, i);
              })
          .await();
    }
    return product;
  }
  // endregion
}
