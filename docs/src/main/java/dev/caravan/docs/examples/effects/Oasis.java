package dev.caravan.docs.examples.effects;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Two camels on one thread, and a task that waits for itself. */
public final class Oasis {
  private Oasis() {}

  // region oasis
  static int drink(String camel, int litres) {
    for (int i = 1; i <= litres; i++) {
      System.out.println(camel + " " + i);
      Scheduler.pause();
    }
    return litres;
  }

  static int water() {
    CompletableFuture<Integer> one = Scheduler.async(() -> drink("Amal", 2));
    CompletableFuture<Integer> other = Scheduler.async(() -> drink("Badr", 3));
    return Scheduler.await(one) + Scheduler.await(other);
  }

  public static void main(String[] args) {
    System.out.println("litres: " + Scheduler.run(Oasis::water));
    try {
      Scheduler.run(Oasis::waitForOneself);
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }

  static int waitForOneself() {
    AtomicReference<CompletableFuture<Integer>> self = new AtomicReference<>();
    self.set(
        Scheduler.async(() -> {
          try {
            return Scheduler.await(self.get());
          } finally {
            System.out.println("cleaned up");
          }
        }));
    return Scheduler.await(self.get());
  }
  // endregion
}
