package dev.caravan.docs.examples.lockfree;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.queue.MichaelScottQueue;
import dev.caravan.core.queue.TreiberStack;

/** Two tasks push, two take: nothing is lost, and nobody held a lock. */
public final class Camels {
  private Camels() {}

  // region camels
  public static void main(String[] args) {
    TreiberStack<Integer> yard = new TreiberStack<>();
    MichaelScottQueue<Integer> gate = new MichaelScottQueue<>();
    try (Pool pool = Pool.workStealing(2)) {
      pool.invokeVoid(() ->
          ForkJoin.forRange(
              0,
              20,
              camel -> {
                yard.push(camel);
                gate.add(camel);
              }));
    }
    int waiting = 0;
    while (gate.poll() != null) {
      waiting++;
    }
    System.out.println("in the yard: " + yard.popAll().size());
    System.out.println("at the gate: " + waiting);
  }
  // endregion
}
