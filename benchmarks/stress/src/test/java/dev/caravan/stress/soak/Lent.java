package dev.caravan.stress.soak;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Promise;

/** A thread of no pool, for a call that may get stuck. */
final class Lent {
  private Lent() {}

  static <T> Fut<T> call(String name, ThrowingSupplier<T, ?> body) {
    Promise<T> result = new Promise<>();
    Thread.ofPlatform()
        .name(name + ".lent")
        .daemon()
        .start(() -> {
          try {
            result.fulfill(body.get());
          } catch (Throwable failure) {
            result.fail(failure);
          }
        });
    return result.future();
  }
}
