package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;

/** Ten thousand tasks, each waiting for the one before, on one worker. */
public final class Chain {
  private Chain() {}

  // region chain
  public static void main(String[] args) {
    Promise<Integer> start = new Promise<>();
    try (Pool pool = Pool.fifo(1)) {
      Fut<Integer> last = start.future();
      for (int i = 0; i < 10_000; i++) {
        Fut<Integer> before = last;
        last = pool.spawn(() -> before.await() + 1);
      }
      pool.spawnVoid(() -> start.fulfill(0)).await(); // queued behind all of them
      System.out.println("the last one got " + last.await());
    }
  }
  // endregion
}
