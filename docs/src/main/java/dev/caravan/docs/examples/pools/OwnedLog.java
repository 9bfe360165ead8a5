package dev.caravan.docs.examples.pools;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;

/** A background worker owns what only one may touch. */
public final class OwnedLog {
  private OwnedLog() {}

  // region log
  public static void main(String[] args) {
    StringBuilder lines = new StringBuilder(); // touched by tasks of log only
    try (Pool log = Pool.background();
        Pool work = Pool.workStealing(4)) {
      Fut.forRange(work, 100, i -> log.execute(() -> lines.append("job ").append(i).append('\n')))
          .await();
      System.out.println("lines: " + log.invoke(() -> lines.toString().lines().count()));
    }
  }
  // endregion
}
