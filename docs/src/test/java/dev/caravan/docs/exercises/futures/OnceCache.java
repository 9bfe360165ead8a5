package dev.caravan.docs.exercises.futures;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;

/** A cache that computes each value once, however many ask at the same time. */
class OnceCache {
  final Pool pool;
  final ThrowingFunction<String, String, ?> load;

  OnceCache(Pool pool, ThrowingFunction<String, String, ?> load) {
    this.pool = pool;
    this.load = load;
  }

  /** The value of a key, loaded by a task of the pool. A failed value is forgotten. */
  Fut<String> get(String key) {
    throw Exercise.yours("a concurrent map of futures; a load that fails takes itself out of it");
  }
}
