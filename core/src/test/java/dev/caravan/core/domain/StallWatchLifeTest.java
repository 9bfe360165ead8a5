package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** The watch of all domains: it is one thread, which nothing may end. */
@Tag("conformance")
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
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    TurboFilter filter = new Refusing(refused);
    context.addTurboFilter(filter);
    try {
      Domain.run(domain -> {
        while (refused.getCount() > 0) { // for a second: then the watch tells the log
          Thread.onSpinWait();
        }
        return null;
      });
    } finally {
      context.getTurboFilterList().remove(filter);
    }
    assertThat(watch().isAlive()).isTrue();
    assertThatTheWatchLooks();
  }

  private static final class Refusing extends TurboFilter {
    private final CountDownLatch refused;

    Refusing(CountDownLatch refused) {
      this.refused = refused;
    }

    @Override
    public FilterReply decide(
        Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
      if (format != null && format.contains("has not given its turn away")) {
        refused.countDown();
        throw new IllegalStateException("no room for the log");
      }
      return FilterReply.NEUTRAL;
    }
  }
}
