package dev.caravan.docs.examples.cancellation;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Stream;
import java.util.ArrayList;
import java.util.List;

/** The first of two, and what becomes of the other. */
public final class Race {
  private Race() {}

  // region race
  static String slow() {
    System.out.println("the slow one sets out");
    Fiber.yieldNow();
    System.out.println("the slow one arrives"); // never
    return "slow";
  }

  static String fast() {
    return "fast";
  }

  // endregion

  // region lost
  static String lost(Stream<String> north, Stream<String> south) {
    return Fiber.first(north::take, south::take);
  }

  // endregion

  // region kept
  static String kept(Stream<String> north, Stream<String> south) {
    return Fiber.first((one, other) -> one + " and " + other, north::take, south::take);
  }

  // endregion

  // region failing
  static String failing() {
    try {
      return Fiber.awaitCancel();
    } finally {
      breakTheAxle();
    }
  }

  // endregion

  private static void breakTheAxle() {
    throw new IllegalArgumentException("the axle broke while turning back");
  }

  /** Two who wait, each for one message, both of which come at once. */
  private static String both(boolean keep) {
    Stream<String> north = Stream.create(1);
    Stream<String> south = Stream.create(1);
    List<String> got = new ArrayList<>();
    Fiber.both(
        () -> got.add(keep ? kept(north, south) : lost(north, south)),
        () -> {
          north.add("snow");
          south.add("drought");
        });
    return got.getFirst() + ", left: " + (north.size() + south.size());
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      // region use
      System.out.println(Fiber.<String, RuntimeException>first(Race::slow, Race::fast));
      // endregion
      System.out.println("the first: " + both(false));
      System.out.println("combined: " + both(true));
      try {
        System.out.println(Fiber.<String, RuntimeException>first(Race::failing, Race::fast));
      } catch (IllegalArgumentException e) {
        System.out.println("thrown: " + e.getMessage());
      }
    });
  }
}
