package dev.caravan.docs.examples.effects;

import dev.caravan.docs.examples.effects.Scheduler.Task;

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
    Task<Integer> one = Scheduler.async(() -> drink("Amal", 2));
    Task<Integer> other = Scheduler.async(() -> drink("Badr", 3));
    return one.await() + other.await();
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
    Task<?>[] self = new Task<?>[1];
    self[0] =
        Scheduler.async(() -> {
          try {
            return self[0].await();
          } finally {
            System.out.println("cleaned up");
          }
        });
    return (Integer) self[0].await();
  }
  // endregion
}
