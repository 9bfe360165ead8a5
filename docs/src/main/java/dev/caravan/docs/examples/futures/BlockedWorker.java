package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Pool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One program, two executors: a task that waits for a task of the same pool. */
public final class BlockedWorker {
  private BlockedWorker() {}

  public static void main(String[] args) throws Exception {
    ExecutorService fixed = Executors.newFixedThreadPool(1);
    System.out.println("thread pool: " + order(fixed));
    fixed.shutdownNow();
    try (Pool pool = Pool.fifo(1)) {
      System.out.println("caravan:     " + order(pool));
    }
  }

  // region order
  static String order(ExecutorService executor) throws Exception {
    Future<String> dinner =
        executor.submit(() -> {
          Future<String> water = executor.submit(() -> "water");
          return "rice in " + water.get(); // waits for a task of its own pool
        });
    try {
      return dinner.get(1_000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return "nothing after a second";
    }
  }
  // endregion
}
