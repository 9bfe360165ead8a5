package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The watch of all domains: it is one thread, which nothing may end. */
@ExtendWith(FailOnHang.class)
class StallWatchLifeTest {
  private static Thread watch() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("caravan-stall-watch"))
        .findAny()
        .orElseThrow();
  }

  private static void awaitSleep(Thread watch) {
    while (watch.getState() != Thread.State.WAITING) { // with no limit
      Thread.onSpinWait();
    }
  }

  /** It is the watch that refuses such a wait, on the portable engine. */
  private static void assertThatTheWatchLooks() {
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(Engine.BATON)
                .deterministic()
                .run(domain -> {
                  new CountDownLatch(1).await();
                  return null;
                }))
        .isInstanceOf(ForeignWait.class);
  }

  @Test
  void theWatchSleepsWhileNoDomainRunsAndLooksAgainAtTheNext() {
    assertThatTheWatchLooks();
    awaitSleep(watch());
    assertThatTheWatchLooks();
  }

  @Test
  void theWatchSleepsWhileADomainIdlesAndLooksWhenItGoesOn() throws InterruptedException {
    Trigger trigger = new Trigger();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch idles = new CountDownLatch(1);
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Domain.builder()
                    .engine(Engine.BATON)
                    .deterministic()
                    .run(domain -> {
                      idles.countDown();
                      domain.expectOutside(() -> {
                        trigger.await();
                        return null;
                      });
                      new CountDownLatch(1).await();
                      return null;
                    });
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    idles.await();
    awaitSleep(watch());
    trigger.signal();
    caller.join();
    assertThat(thrown.get()).isInstanceOf(ForeignWait.class);
  }

  @Test
  void aLoggerThatThrowsDoesNotEndTheWatch() {
    assumeFalse(Domain.class.getModule().isNamed(), "the module does not read logback");
    CountDownLatch refused = new CountDownLatch(1);
    Runnable takesItOut = RefusingLog.install(refused);
    try {
      Domain.run(domain -> {
        while (refused.getCount() > 0) { // for a second: then the watch tells the log
          Thread.onSpinWait();
        }
        return null;
      });
    } finally {
      takesItOut.run();
    }
    assertThat(watch().isAlive()).isTrue();
    assertThatTheWatchLooks();
  }
}
