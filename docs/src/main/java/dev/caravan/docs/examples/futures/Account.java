package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;

/** Shared state under a lock that suspends tasks, not workers. */
public final class Account {
  private Account() {}

  // region account
  public static void main(String[] args) {
    Guarded<Integer> balance = Guarded.of(0);
    try (Pool pool = Pool.workStealing(4)) {
      Fut.forRange(pool, 1_000, i -> balance.update(old -> old + i)).await();
    }
    System.out.println("balance: " + balance.get());
  }
  // endregion
}
