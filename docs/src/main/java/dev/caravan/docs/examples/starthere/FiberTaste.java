package dev.caravan.docs.examples.starthere;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import java.time.Duration;

/** What the README shows of fibers. */
public final class FiberTaste {
  private FiberTaste() {}

  // region taste
  static String ask(String road, int millis) {
    Fiber.sleep(Duration.ofMillis(millis));
    return "news from the " + road;
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      String news = Fiber.first(() -> ask("north", 60_000), () -> ask("south", 5));
      System.out.println(news);
    }); // nothing that it started is still running
  }
  // endregion
}
