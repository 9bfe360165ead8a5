package dev.caravan.docs.examples.stm;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A bale is loaded from one place to another: where is it meanwhile? */
public final class BetweenTwoQueues {
  private BetweenTwoQueues() {}

  // region wrong
  static void load(Queue<String> store, Queue<String> camel, Runnable somebodyLooks) {
    String bale = store.poll();
    somebodyLooks.run();
    camel.add(bale);
  }

  // endregion

  // region right
  static void load(TQueue<String> store, TQueue<String> camel, Runnable somebodyLooks) {
    Stm.atomicallyVoid(tx -> {
      String bale = store.take(tx);
      somebodyLooks.run(); // another thread, for the show: see below about effects
      camel.add(tx, bale);
    });
  }

  // endregion

  public static void main(String[] args) throws InterruptedException {
    Queue<String> store = new ConcurrentLinkedQueue<>();
    Queue<String> camel = new ConcurrentLinkedQueue<>();
    store.add("silk");
    load(store, camel, () -> look("two queues", store.size() + camel.size()));

    TQueue<String> house = new TQueue<>();
    TQueue<String> horse = new TQueue<>();
    house.add("silk");
    load(house, horse, () -> look("a transaction", inAnotherThread(house, horse)));
  }

  private static void look(String who, int bales) {
    System.out.println(who + ": somebody who looks meanwhile sees " + bales);
  }

  /** Counts both at one moment, as anybody else would. */
  private static int inAnotherThread(TQueue<String> house, TQueue<String> horse) {
    int[] bales = new int[1];
    Thread other =
        Thread.ofVirtual()
            .start(() -> bales[0] = Stm.atomically(tx -> house.size(tx) + horse.size(tx)));
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return bales[0];
  }
}
