package dev.caravan.docs.exercises.futures;

import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.pool.Fut;
import java.util.function.Supplier;

/** Nobody waits: each attempt begins when the one before has failed. */
class RetrySolution extends Retry {
  @Override
  <T> Fut<T> retry(int times, Supplier<Fut<T>> attempt) {
    Fut<T> first = attempt.get();
    return times <= 1
        ? first
        : first
            .outcome()
            .flatMap(
                outcome -> outcome instanceof Outcome.Failed ? retry(times - 1, attempt) : first);
  }
}
