package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Cancel;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;

/** A protected part runs to its end; the cancellation is met afterwards. */
public final class Treaty {
  private Treaty() {}

  // region protect
  static void sign() {
    String treaty =
        Cancel.protect(() -> {
          System.out.println("one has signed");
          Fiber.yieldNow(); // here the others are cancelled
          return "both have signed";
        });
    System.out.println(treaty); // protect has not looked
    Fiber.check();
    System.out.println("a feast"); // never
  }

  // endregion

  // region fork
  static void late(Switch sw) {
    sw.fail(new IllegalArgumentException("war"));
    System.out.println("fail returns"); // it neither stops its caller nor waits
    sw.fork(() -> System.out.println("one more messenger")); // never: the switch is off
    try {
      sw.check();
    } catch (Cancelled e) {
      System.out.println("check: " + e.getMessage());
    }
  }

  // endregion

  public static void main(String[] args) {
    Eio.run(env -> {
      try {
        Fiber.both(
            Treaty::sign,
            () -> {
              throw new IllegalArgumentException("war");
            });
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
      try {
        Switch.run(Treaty::late);
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    });
  }
}
