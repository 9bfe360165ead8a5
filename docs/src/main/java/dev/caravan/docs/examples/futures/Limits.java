package dev.caravan.docs.examples.futures;

import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.time.Duration;

/** A wait with a limit: the wait ends, the task goes on. */
public final class Limits {
  private Limits() {}

  // region limits
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(1)) {
      Promise<Integer> rain = new Promise<>();
      Fut<Integer> harvest = pool.spawn(() -> 2 * rain.future().await());
      try {
        harvest.await(Duration.ofMillis(20));
      } catch (TimedOut e) {
        System.out.println("not yet; still running: " + !harvest.isDone());
      }
      rain.fulfill(21);
      System.out.println("harvest: " + harvest.await());
    }
  }
  // endregion
}
