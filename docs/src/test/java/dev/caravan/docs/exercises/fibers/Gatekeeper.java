package dev.caravan.docs.exercises.fibers;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.docs.exercises.Exercise;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Stream;

/** Serves whoever comes, each in a fiber, until it is told to close. */
class Gatekeeper {
  /**
   * Takes guests and serves each in a fiber of its own, so many at a time at most; who comes then
   * waits at the gate. Once the promise is resolved it takes nobody any more, waits until those
   * inside have been served, and returns. A service that fails ends it all, with that failure. A
   * guest who has been taken is always served.
   */
  <T> void serve(
      Stream<T> gate,
      int most,
      Promise<?> closing,
      ThrowingConsumer<? super T, RuntimeException> service) {
    throw Exercise.yours("a Switch, a Semaphore, and a Fiber.first that combines");
  }
}
