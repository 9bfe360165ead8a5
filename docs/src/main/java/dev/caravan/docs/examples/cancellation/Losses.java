package dev.caravan.docs.examples.cancellation;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.MultipleFailures;
import dev.caravan.effects.fiber.Switch;

/** No failure is lost. */
public final class Losses {
  private Losses() {}

  // region losses
  private static void travel(Switch sw) {
    sw.onRelease(() -> fail("the gate is rusty"));
    Fiber.all(
        Fiber::awaitCancel, // ends by the cancellation: not a failure
        () -> {
          try {
            Fiber.awaitCancel();
          } finally {
            fail("the rope tore");
          }
        },
        () -> fail("a camel fell"));
  }

  private static void fail(String what) {
    throw new IllegalArgumentException(what);
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      try {
        Switch.run(Losses::travel);
      } catch (MultipleFailures e) {
        e.failures().forEach(failure -> System.out.println(failure.getMessage()));
      }
    });
  }
  // endregion
}
