package dev.caravan.docs.examples.miou;

import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.Owned;
import dev.caravan.effects.miou.ResourceLeaked;
import dev.caravan.effects.miou.Task;

/** A resource that a task owns: forgotten, and given to a child. */
public final class Lease {
  private Lease() {}

  private static Owned<String> camel() {
    return Owned.of("camel", camel -> System.out.println("the camel is back"));
  }

  // region wrong
  static void forget() {
    Owned<String> camel = camel().own();
    System.out.println("rides a " + camel.value());
  }

  // endregion

  // region right
  static void lend() {
    Owned<String> camel = camel().own();
    Task<?> rider =
        Miou.giving(camel)
            .asyncVoid(() -> {
              System.out.println("rides a " + camel.value());
              camel.release();
            });
    rider.await();
  }

  // endregion

  public static void main(String[] args) {
    try {
      Miou.runVoid(() -> forget());
    } catch (ResourceLeaked leaked) {
      System.out.println(leaked.getMessage());
    }
    System.out.println("--");
    Miou.runVoid(() -> lend());
  }
}
