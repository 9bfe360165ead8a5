package dev.caravan.docs.exercises.pools;

import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/** The outcome of a future never fails, so no failure cuts the others off. */
class CaravanseraiSolution extends Caravanserai {
  @Override
  List<Throwable> runAll(List<Runnable> jobs, int atOnce) {
    List<Throwable> failures = new ArrayList<>();
    try (Pool pool = Pool.fifo(atOnce)) {
      for (Outcome<?> outcome :
          Fut.traverse(jobs, job -> pool.spawnVoid(job::run).outcome()).await()) {
        if (outcome instanceof Outcome.Failed<?>(Throwable error)) {
          failures.add(error);
        }
      }
    }
    return failures;
  }
}
