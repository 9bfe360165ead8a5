package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.TimedOut;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Timeout;
import java.time.Duration;

/** Limits on how long something may take. */
public final class Limits {
  private Limits() {}

  // region limits
  static String cross(int days) {
    Fiber.sleep(Duration.ofDays(days));
    return "across in " + days + " days";
  }

  static String crossWithin(Timeout limit, int days) {
    try {
      return limit.call(() -> cross(days));
    } catch (TimedOut e) {
      return "turned back";
    }
  }

  public static void main(String[] args) {
    Eio.builder()
        .deterministic()
        .run(env -> {
          Timeout twoDays = Timeout.of(Duration.ofDays(2));
          System.out.println(crossWithin(twoDays, 1));
          System.out.println(crossWithin(twoDays, 9));
          System.out.println(crossWithin(Timeout.none(), 9));
          System.out.println(twoDays.tryCall(() -> cross(9)).orElse("no answer"));
        });
  }
  // endregion
}
