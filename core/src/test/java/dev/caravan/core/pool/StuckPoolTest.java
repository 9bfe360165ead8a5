package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Situations in which nobody may be left waiting: callers inside a pool that is shut down, exit
 * hooks that wait, and blocking code in blocking code.
 */
@ExtendWith(FailOnHang.class)
class StuckPoolTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void shutdownNowReachesABodyThatAPlainThreadInvoked() {
    cancelsInvoked(body -> body);
  }

  @Test
  void shutdownNowReachesABodyThatWasInvokedInAScope() {
    CancelScope scope = CancelScope.root();
    cancelsInvoked(body -> () -> scope.run(body));
  }

  private interface Around {
    ThrowingRunnable<RuntimeException> around(ThrowingRunnable<RuntimeException> invoking);
  }

  private static void cancelsInvoked(Around caller) {
    Pool pool = Pool.workStealing(1);
    CountDownLatch begun = new CountDownLatch(1);
    Promise<Throwable> end = new Promise<>();
    ThrowingRunnable<RuntimeException> invoking =
        caller.around(() ->
            pool.invokeVoid(() -> {
              begun.countDown();
              new Trigger("what never comes").await();
            }));
    Thread.ofVirtual()
        .start(() -> {
          try {
            invoking.run();
          } catch (Throwable thrown) {
            end.fulfill(thrown);
          }
        });
    Blocking.run(begun::await);
    pool.shutdownNow();
    assertThat(pool.awaitTermination(LONG)).isTrue();
    assertThat(end.future().await(LONG)).isInstanceOf(Cancelled.class);
  }

  @Test
  void anExitHookThatWaitsRunsOncePerWorkerAndToItsEnd() {
    Trigger[] signals = {new Trigger(), new Trigger()};
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Pool pool =
        Pool.configure()
            .parallelism(2)
            .onWorkerExit(worker -> {
              begun.incrementAndGet();
              signals[worker].await();
              Blocking.run(Thread::onSpinWait);
              ended.incrementAndGet();
            })
            .workStealing();
    pool.shutdown();
    assertThat(pool.awaitTermination(Duration.ofMillis(50))).isFalse();
    signals[0].signal();
    signals[1].signal();
    assertThat(pool.awaitTermination(LONG)).isTrue();
    assertThat(begun).hasValue(2);
    assertThat(ended).hasValue(2);
  }

  @Test
  void blockingCodeLeavesTheWorkerAloneAfterBlockingCodeInsideIt() {
    try (Pool pool = Pool.workStealing(1)) {
      CountDownLatch latch = new CountDownLatch(1);
      Fut<Integer> outer =
          pool.spawn(() ->
              Blocking.call(() -> {
                Blocking.run(Thread::onSpinWait);
                pool.execute(latch::countDown);
                latch.await();
                return 1;
              }));
      assertThat(outer.await(LONG)).isEqualTo(1);
    }
  }
}
