package dev.caravan.docs.exercises.cancellation;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.docs.exercises.Exercise;
import java.time.Duration;
import java.util.List;

/** Several ways to the same end, the preferred ones first; as browsers connect to a host. */
class Attempts {
  /**
   * Begins with the first attempt. Whenever the latest attempt has failed, or the patience with it
   * has run out, the next one is begun beside those that still run. The first to have a value ends
   * the others, and its value is returned. If all fail, throws what the last of them in time threw.
   */
  <T> T firstToSucceed(
      Duration patience, List<? extends ThrowingSupplier<T, RuntimeException>> attempts) {
    throw Exercise.yours("Fiber.first of this attempt and the rest, a Promise, and a Timeout");
  }
}
