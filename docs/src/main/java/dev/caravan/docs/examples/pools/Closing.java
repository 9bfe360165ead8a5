package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.PoolClosed;
import dev.caravan.core.pool.Promise;

/** What closing does to a suspended task, to later tasks, and from inside. */
public final class Closing {
  private Closing() {}

  // region closing
  public static void main(String[] args) {
    Pool pool = Pool.configure().name("shop").parallelism(1).fifo();
    Promise<String> goods = new Promise<>();
    Fut<String> sale = pool.spawn(() -> "sold " + goods.future().await());
    Fut<String> inside =
        pool.spawn(() -> {
          try {
            pool.close();
            return "closed";
          } catch (IllegalStateException e) {
            return e.toString();
          }
        });
    System.out.println(inside.await());
    pool.shutdown();
    try {
      pool.spawn(() -> "too late").await();
    } catch (PoolClosed e) {
      System.out.println(e.getMessage());
    }
    goods.fulfill("a camel");
    pool.close();
    System.out.println(sale.resultNow());
  }
  // endregion
}
