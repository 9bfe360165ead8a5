package dev.caravan.docs.examples.miou;

import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.MiouOptions;
import dev.caravan.effects.miou.Task;

/** A child on the same domain, and one on another. */
public final class Hello {
  private Hello() {}

  // region hello
  public static void main(String[] args) {
    Miou.runVoid(
        MiouOptions.defaults().domains(1),
        () -> {
          Task<?> greet = Miou.asyncVoid(() -> System.out.println("Hello"));
          Task<Integer> sum = Miou.call(() -> 40 + 2);
          System.out.println("World");
          greet.await();
          System.out.println("sum = " + sum.await());
        });
  }
  // endregion
}
