package dev.caravan.docs.examples.channels;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** One task sends ten loads, another sums them up. */
public final class Loads {
  private Loads() {}

  // region loads
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Channel<Integer> loads = Channel.bounded(4);
      Fut<?> sender =
          pool.spawnVoid(() -> {
            for (int load = 1; load <= 10; load++) {
              loads.send(load);
            }
            loads.close();
          });
      Fut<Integer> sum =
          pool.spawn(() -> {
            int all = 0;
            for (int load : loads) {
              all += load;
            }
            return all;
          });
      sender.await();
      System.out.println("sum = " + sum.await());
    }
  }
  // endregion
}
