package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import java.time.Duration;
import java.util.Optional;

/** Trying again, also after a cancellation, and then not. */
public final class Swallowed {
  private Swallowed() {}

  private static String knock() {
    Fiber.sleep(Duration.ofDays(1));
    return "open";
  }

  // region wrong
  static Optional<String> tryThreeTimes() {
    for (int i = 1; i <= 3; i++) {
      try {
        return Optional.of(knock());
      } catch (RuntimeException e) {
        System.out.println("try " + i + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  // endregion

  // region right
  static Optional<String> tryUntilCancelled() {
    for (int i = 1; i <= 3; i++) {
      try {
        return Optional.of(knock());
      } catch (Cancelled e) {
        throw e; // not a failure: somebody wants us to stop
      } catch (RuntimeException e) {
        System.out.println("try " + i + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  // endregion

  public static void main(String[] args) {
    Eio.run(env -> {
      System.out.println(
          Fiber.<Optional<String>, RuntimeException>first(
              Swallowed::tryThreeTimes, () -> Optional.of("the back door")));
      System.out.println(
          Fiber.<Optional<String>, RuntimeException>first(
              Swallowed::tryUntilCancelled, () -> Optional.of("the back door")));
    });
  }
}
