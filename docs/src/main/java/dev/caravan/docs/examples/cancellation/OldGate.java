package dev.caravan.docs.examples.cancellation;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import java.util.concurrent.CountDownLatch;

/** A call of the JDK that waits is interrupted. */
public final class OldGate {
  private OldGate() {}

  // region blocking
  static String knock(CountDownLatch gate, CountDownLatch knocking) {
    try {
      return Blocking.call(() -> {
        knocking.countDown();
        gate.await(); // the domain goes on meanwhile
        return "open";
      });
    } catch (Cancelled e) {
      System.out.println(
          e.getMessage() + ", by " + e.getSuppressed()[0].getClass().getSimpleName());
      throw e;
    }
  }

  public static void main(String[] args) {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch knocking = new CountDownLatch(1);
    Eio.run(env -> {
      String how =
          Fiber.first(
              () -> knock(gate, knocking),
              () -> {
                Blocking.run(knocking::await);
                return "over the wall";
              });
      System.out.println(how);
      Fiber.check(); // the interrupt has left nothing behind
    });
  }
  // endregion
}
