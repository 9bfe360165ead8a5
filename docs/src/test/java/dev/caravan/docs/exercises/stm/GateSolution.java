package dev.caravan.docs.exercises.stm;

import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.Txn;

/** The order of check and change does not matter: a retry undoes what was done. */
class GateSolution extends Gate {
  private final TInt free = TInt.of(0);

  @Override
  void open(int places) {
    free.set(places);
  }

  @Override
  void enter(Txn tx) {
    tx.check(free.addAndGet(tx, -1) >= 0);
  }

  @Override
  void leave(Txn tx) {
    free.increment(tx);
  }
}
