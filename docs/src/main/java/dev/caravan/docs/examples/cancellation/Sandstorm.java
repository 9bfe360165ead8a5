package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import java.util.NoSuchElementException;

/** What is thrown inside a cancelled scope, and what outside. */
public final class Sandstorm {
  private Sandstorm() {}

  // region sandstorm
  private static void guard() {
    try {
      Fiber.awaitCancel();
    } catch (Cancelled e) {
      System.out.println("guard: " + e.getMessage());
      throw e;
    }
  }

  private static void leader() {
    throw new NoSuchElementException("sandstorm");
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      try {
        Fiber.both(Sandstorm::guard, Sandstorm::leader);
      } catch (NoSuchElementException e) {
        System.out.println("caravan: " + e.getMessage());
      }
    });
  }
  // endregion
}
