package dev.caravan.docs.examples.stm;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;

/** A camel drinks when there is enough in the well. */
public final class Well {
  private Well() {}

  // region well
  public static void main(String[] args) {
    TInt well = TInt.of(0);
    TInt camel = TInt.of(0);
    try (Pool pool = Pool.workStealing(2)) {
      Fut<?> drinker =
          pool.spawnVoid(() ->
              Stm.atomicallyVoid(tx -> {
                int water = well.get(tx);
                tx.check(water >= 40);
                well.set(tx, water - 40);
                camel.getAndAdd(tx, 40);
              }));
      well.set(25);
      well.getAndAdd(25);
      drinker.await();
    }
    System.out.println("well " + well + ", camel " + camel);
  }
  // endregion
}
