package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;

/** Two fibers take turns. */
public final class Turns {
  private static int steps; // no lock: between two waits a fiber is alone

  private Turns() {}

  // region turns
  static void walk(String who) {
    for (int i = 1; i <= 3; i++) {
      steps++;
      System.out.println(who + " " + i);
      Fiber.yieldNow();
    }
  }

  public static void main(String[] args) {
    Eio.run(env -> Fiber.both(() -> walk("camel"), () -> walk("driver")));
    System.out.println(steps + " steps");
  }
  // endregion
}
