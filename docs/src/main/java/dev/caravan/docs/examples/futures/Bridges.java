package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.concurrent.CompletableFuture;

/** To and from the JDK's futures. */
public final class Bridges {
  private Bridges() {}

  // region bridges
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      CompletableFuture<String> theirs = CompletableFuture.supplyAsync(() -> "salt", pool);
      Fut<String> ours = Fut.of(theirs).map(name -> name + " and dates");
      System.out.println(
          ours.toStage().thenApply(String::toUpperCase).toCompletableFuture().join());
    }
  }
  // endregion
}
