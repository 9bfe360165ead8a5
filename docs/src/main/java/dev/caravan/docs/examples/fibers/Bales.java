package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Stream;

/** A stream that holds two. */
public final class Bales {
  private Bales() {}

  // region stream
  static void bring(Stream<Integer> yard) {
    for (int bale = 1; bale <= 5; bale++) {
      System.out.println("bringing " + bale);
      yard.add(bale);
    }
  }

  static void load(Stream<Integer> yard) {
    for (int i = 1; i <= 5; i++) {
      System.out.println("loaded " + yard.take());
      Fiber.yieldNow();
    }
  }

  public static void main(String[] args) {
    Stream<Integer> yard = Stream.create(2);
    Eio.run(env -> Fiber.both(() -> bring(yard), () -> load(yard)));
  }
  // endregion
}
