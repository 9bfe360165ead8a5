package dev.caravan.docs.examples.forkjoin;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The same three on a pool of one worker whose tasks are suspended while they wait. */
public final class NoHelpingDeadlock {
  private NoHelpingDeadlock() {}

  // region right
  public static void main(String[] args) throws Exception {
    try (Pool pool = Pool.workStealing(1)) {
      CountDownLatch cRuns = new CountDownLatch(1);
      Promise<String> a = new Promise<>(); // somebody else fulfils it
      Fut<@Nullable Void> b =
          pool.spawnVoid(() -> {
            System.out.println("B waits for A");
            a.future().await();
          });
      Fut<@Nullable Void> c =
          pool.spawnVoid(() -> {
            System.out.println("C waits for B");
            cRuns.countDown();
            b.await();
          });
      cRuns.await();
      a.fulfill("done");
      System.out.println("A has ended");
      c.await();
      System.out.println("C has ended");
    }
  }
  // endregion
}
