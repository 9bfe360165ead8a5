package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** A pool of one worker on the calling thread: tasks take turns where they wait or yield. */
public final class OnMain {
  private OnMain() {}

  // region main
  public static void main(String[] args) {
    int sum =
        Pool.main(pool -> {
          Fut<Integer> ping = pool.spawn(() -> count("ping"));
          Fut<Integer> pong = pool.spawn(() -> count("pong"));
          Pool.yieldNow();
          return ping.await() + pong.await();
        });
    System.out.println("lines: " + sum);
  }

  static int count(String name) {
    for (int i = 1; i <= 2; i++) {
      System.out.println(name + " " + i);
      Pool.yieldNow();
    }
    return 2;
  }
  // endregion
}
