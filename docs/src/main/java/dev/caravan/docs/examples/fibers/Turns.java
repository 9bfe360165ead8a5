package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;

/** Two fibers take turns. */
public final class Turns {
  private Turns() {}

  // region turns
  private int steps; // no lock: between two waits a fiber is alone

  void walk(String who) {
    for (int i = 1; i <= 3; i++) {
      steps++;
      System.out.println(who + " " + i);
      Fiber.yieldNow();
    }
  }

  public static void main(String[] args) {
    Turns road = new Turns();
    Eio.run(env -> Fiber.both(() -> road.walk("camel"), () -> road.walk("driver")));
    System.out.println(road.steps + " steps");
  }
  // endregion
}
