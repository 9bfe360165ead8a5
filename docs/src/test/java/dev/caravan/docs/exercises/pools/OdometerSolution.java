package dev.caravan.docs.exercises.pools;

import dev.caravan.core.pool.Pool;

/** One worker, one queue: what the caller bumped before it asks is counted before the answer. */
class OdometerSolution extends Odometer {
  OdometerSolution(Pool owner) {
    super(owner);
  }

  @Override
  void bump() {
    owner.execute(wheel::turn);
  }

  @Override
  long read() {
    return owner.invoke(wheel::miles);
  }
}
