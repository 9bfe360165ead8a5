package dev.caravan.docs.exercises.futures;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The map holds futures, so it is never locked for as long as a load takes. */
class OnceCacheSolution extends OnceCache {
  private final ConcurrentMap<String, Fut<String>> values = new ConcurrentHashMap<>();

  OnceCacheSolution(Pool pool, ThrowingFunction<String, String, ?> load) {
    super(pool, load);
  }

  @Override
  Fut<String> get(String key) {
    return values.computeIfAbsent(key, k -> pool.spawn(() -> loadOrForget(k)));
  }

  /** Forgets before it fails, so whoever sees the failure and asks again gets a new attempt. */
  private String loadOrForget(String key) throws Throwable {
    try {
      return load.apply(key);
    } catch (Throwable failure) {
      values.remove(key);
      throw failure;
    }
  }
}
