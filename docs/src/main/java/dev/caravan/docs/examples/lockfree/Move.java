package dev.caravan.docs.examples.lockfree;

import dev.caravan.core.queue.MichaelScottQueue;

/** Two atomic steps are not one. */
public final class Move {
  private Move() {}

  // region move
  static void move(MichaelScottQueue<String> from, MichaelScottQueue<String> to, Runnable between) {
    String camel = from.poll();
    between.run();
    if (camel != null) {
      to.add(camel);
    }
  }

  public static void main(String[] args) {
    MichaelScottQueue<String> yard = new MichaelScottQueue<>();
    MichaelScottQueue<String> road = new MichaelScottQueue<>();
    yard.add("Aya");
    move(yard, road, () -> System.out.println("somebody sees Aya: " + isIn(yard, road)));
    System.out.println("and afterwards: " + isIn(yard, road));
  }

  private static boolean isIn(MichaelScottQueue<String> yard, MichaelScottQueue<String> road) {
    return !yard.isEmpty() || !road.isEmpty();
  }
  // endregion
}
