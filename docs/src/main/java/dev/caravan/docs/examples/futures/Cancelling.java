package dev.caravan.docs.examples.futures;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.util.concurrent.CountDownLatch;

/** Cancelling a future stops the task behind it. */
public final class Cancelling {
  private Cancelling() {}

  // region cancelling
  public static void main(String[] args) {
    Promise<Cancelled> body = new Promise<>();
    CountDownLatch running = new CountDownLatch(1);
    try (Pool pool = Pool.workStealing(1)) {
      Fut<String> slow =
          pool.spawn(() -> {
            try {
              return Blocking.call(() -> answerOfASlowServer(running));
            } catch (Cancelled e) {
              body.fulfill(e);
              throw e;
            }
          });
      Blocking.run(running::await);
      slow.cancel(new IllegalStateException("the user has left"));
      try {
        slow.await();
      } catch (Cancelled e) {
        System.out.println("waiter: cancelled");
      }
      System.out.println("body: " + body.future().await().getMessage());
    }
  }

  static String answerOfASlowServer(CountDownLatch running) throws InterruptedException {
    running.countDown();
    new CountDownLatch(1).await(); // for ever, unless interrupted
    return "an answer";
  }
  // endregion
}
