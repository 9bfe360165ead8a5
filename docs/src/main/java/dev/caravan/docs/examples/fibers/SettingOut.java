package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;

/** Three fibers of one switch. */
public final class SettingOut {
  private SettingOut() {}

  // region switch
  static void travel(int camel) {
    System.out.println("camel " + camel + " sets out");
    Fiber.yieldNow();
    System.out.println("camel " + camel + " arrives");
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      Switch.run(sw -> {
        for (int i = 1; i <= 3; i++) {
          int camel = i;
          sw.fork(() -> travel(camel));
        }
        System.out.println("all on their way");
      });
      System.out.println("all are here");
    });
  }
  // endregion
}
