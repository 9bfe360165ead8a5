package dev.caravan.docs.examples.cancellation;

import dev.caravan.effects.fiber.Cancel;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;

/** Cleaning up with an operation that waits: first in vain, then protected. */
public final class Farewell {
  private Farewell() {}

  // region wrong
  static void visit() {
    try {
      Fiber.awaitCancel();
    } finally {
      sayFarewell(); // waits, and so throws at once: we are cancelled
    }
  }

  // endregion

  // region right
  static void politeVisit() {
    try {
      Fiber.awaitCancel();
    } finally {
      Cancel.runProtected(() -> sayFarewell());
    }
  }

  // endregion

  // region hook
  static void visitWithHook(Switch sw) {
    sw.onRelease(() -> sayFarewell()); // runs after all fibers, protected
    Fiber.awaitCancel();
  }

  // endregion

  private static void sayFarewell() {
    Fiber.yieldNow();
    System.out.println("farewell");
  }

  private static void leave() {
    throw new IllegalArgumentException("time to leave");
  }

  public static void main(String[] args) {
    Eio.run(env -> {
      cutShort("a visit", () -> Fiber.both(() -> visit(), () -> leave()));
      cutShort("a polite visit", () -> Fiber.both(() -> politeVisit(), () -> leave()));
      cutShort(
          "a visit with a hook",
          () -> Switch.run(sw -> Fiber.both(() -> visitWithHook(sw), () -> leave())));
    });
  }

  private static void cutShort(String what, Runnable visit) {
    System.out.println(what + ":");
    try {
      visit.run();
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
