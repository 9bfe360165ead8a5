package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import java.util.concurrent.atomic.AtomicInteger;

/** A part that fails: the rest does not begin, and none runs after the call. */
public final class FirstFailure {
  private FirstFailure() {}

  // region failure
  public static void main(String[] args) {
    AtomicInteger began = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    try (Pool pool = Pool.workStealing(2)) {
      pool.invokeVoid(() -> {
        try {
          ForkJoin.forRange(
              0,
              1_000_000,
              i -> {
                began.incrementAndGet();
                try {
                  if (i == 100) {
                    throw new IllegalStateException("no number " + i);
                  }
                } finally {
                  ended.incrementAndGet();
                }
              });
        } catch (IllegalStateException e) {
          System.out.println("caught: " + e.getMessage());
          System.out.println("all that began have ended: " + (began.get() == ended.get()));
          System.out.println("some never began: " + (began.get() < 1_000_000));
        }
      });
    }
  }
  // endregion
}
