package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that are submitted, from outside, while the switch of their pool fails. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class PoolRaceTest {
  private static final int ROUNDS = 400;
  private static final int SUBMITTERS = 2;

  @Test
  void everySubmitEndsThoughThePoolsSwitchFailsMeanwhile() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<FutureTask<Throwable>> submitters = new ArrayList<>();
      RuntimeException failure = new RuntimeException("the pool's switch fails");

      Throwable thrown =
          catchThrowable(() -> Switch.run(sw -> failWhileTheySubmit(sw, submitters, failure)));

      assertThat(thrown).isSameAs(failure);
      for (FutureTask<Throwable> submitter : submitters) {
        assertThat(submitter.get(20, TimeUnit.SECONDS))
            .isInstanceOfAny(Cancelled.class, IllegalStateException.class);
      }
    }
  }

  private static void failWhileTheySubmit(
      Switch sw, List<FutureTask<Throwable>> submitters, RuntimeException failure)
      throws InterruptedException {
    ExecutorPool pool = ExecutorPool.create(sw, SUBMITTERS, DomainManager.system());
    CountDownLatch busy = new CountDownLatch(SUBMITTERS);
    for (int i = 0; i < SUBMITTERS; i++) {
      FutureTask<Throwable> submitter = new FutureTask<>(() -> submitUntilRefused(pool, busy));
      submitters.add(submitter);
      Thread.ofPlatform().daemon().start(submitter);
    }
    busy.await();
    long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(100_000);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    sw.fail(failure);
  }

  private static Throwable submitUntilRefused(ExecutorPool pool, CountDownLatch busy) {
    try {
      while (true) {
        int value = pool.submit(0, () -> 1);
        assertThat(value).isEqualTo(1);
        busy.countDown();
      }
    } catch (IllegalStateException end) { // Cancelled, or the pool is closed
      return end;
    }
  }
}
