package dev.caravan.docs.examples.tests;

import dev.caravan.testkit.Deterministic;
import dev.caravan.testkit.Schedules;
import dev.caravan.testkit.TestRun;

/** A stable that lets two camels into one stall, in some order of its fibers. */
public final class Stable {
  // region wrong
  private int free = 2;

  void checkIn(TestRun test) {
    int seen = free;
    test.yieldNow(); // any wait: a lock, a channel, a log that is full
    free = seen - 1;
  }

  // endregion

  // region right
  void checkInRightly(TestRun test) {
    test.yieldNow();
    free--; // nothing between reading and writing suspends
  }

  // endregion

  // region test
  static void twoCamelsTakeTwoStalls(TestRun test) {
    Stable stable = new Stable();
    test.fork("Aisha", () -> stable.checkIn(test));
    test.fork(
        "Bilal",
        () -> {
          test.yieldNow(); // drinks first
          stable.checkIn(test);
        });
    test.awaitForks();
    if (stable.free != 0) {
      throw new AssertionError(stable.free + " free");
    }
  }

  // endregion

  private static void rightly(TestRun test) {
    Stable stable = new Stable();
    test.fork("Aisha", () -> stable.checkInRightly(test));
    test.fork("Bilal", () -> stable.checkInRightly(test));
    test.awaitForks();
    if (stable.free != 0) {
      throw new AssertionError(stable.free + " free");
    }
  }

  // region explore
  static void explore() {
    Deterministic.run(Stable::twoCamelsTakeTwoStalls);
    System.out.println("passes in the domain's own order");
    Schedules.explore(100, 1, Stable::twoCamelsTakeTwoStalls);
  }

  // endregion

  public static void main(String[] args) {
    try {
      explore();
    } catch (AssertionError found) {
      System.out.println(found);
      System.out.println("  Suppressed: " + found.getSuppressed()[0]);
    }
    Schedules.explore(100, 1, Stable::rightly);
    System.out.println("the right one passes in 101 orders");
  }
}
