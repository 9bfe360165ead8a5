package dev.caravan.docs.examples.forkjoin;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** B waits for A, C waits for B, and the worker runs C on top of B. */
public final class HelpingDeadlock {
  private HelpingDeadlock() {}

  // region wrong
  public static void main(String[] args) throws Exception {
    HelpingPool pool = new HelpingPool();
    CountDownLatch cRuns = new CountDownLatch(1);
    FutureTask<@Nullable Void> a = new FutureTask<>(() -> {}, null); // somebody else runs it
    FutureTask<@Nullable Void> b =
        pool.spawn(() -> {
          System.out.println("B waits for A");
          pool.await(a);
        });
    FutureTask<@Nullable Void> c =
        pool.spawn(() -> {
          System.out.println("C waits for B");
          cRuns.countDown();
          pool.await(b);
        });
    cRuns.await();
    a.run();
    System.out.println("A has ended");
    try {
      c.get(300, TimeUnit.MILLISECONDS);
      System.out.println("C has ended");
    } catch (TimeoutException e) {
      System.out.println("C hangs: it stands on top of B, for which it waits");
    }
  }
  // endregion
}
