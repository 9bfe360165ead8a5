package dev.caravan.docs.examples.pools;

import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** A value that follows a task and what it spawns. */
public final class RequestId {
  private RequestId() {}

  // region local
  static final TaskLocal<String> REQUEST = TaskLocal.named("request");

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Fut<String> first = REQUEST.call("r1", () -> pool.spawn(() -> handle(pool)));
      Fut<String> second = REQUEST.call("r2", () -> pool.spawn(() -> handle(pool)));
      System.out.println(first.await());
      System.out.println(second.await());
      System.out.println("outside: " + REQUEST.orElse("none"));
    }
  }

  static String handle(Pool pool) {
    Fut<String> query = pool.spawn(() -> "query for " + REQUEST.get());
    return query.await() + ", answered in " + REQUEST.get();
  }
  // endregion
}
