package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.fork;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.time.MockClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@org.junit.jupiter.api.Timeout(value = 40, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class TimeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Transcript said = new Transcript();

  private static long seconds() {
    return Duration.ofNanos(Time.nanoTime()).toSeconds();
  }

  private static void forEver() {
    new Trigger("for ever").await();
  }

  @Nested
  @Tag("conformance")
  class Sleeping {
    @Test
    @DisplayName("C25, eio 35: sleepers wake in the order of their times, then of their coming")
    void sleepersWakeInOrder() {
      OnDomain.run(() -> {
        sleeper("A", 5);
        sleeper("B", 7);
        sleeper("C", 2);
        sleeper("D", 0);
        sleeper("E", 5);
        Time.sleep(Duration.ofSeconds(8));
        said.is("D (0)", "C (2)", "A (5)", "E (5)", "B (7)");
      });
    }

    private void sleeper(String name, int until) {
      fork(() -> {
        Time.sleep(Duration.ofSeconds(until));
        said.say(name + " (" + seconds() + ")");
      });
    }

    @Test
    @DisplayName("C25: a cancelled sleeper is taken off the clock")
    void aCancelledSleeperIsForgotten() {
      MockClock clock = new MockClock();
      Domain.builder()
          .deterministic()
          .clock(clock)
          .run(domain -> {
            assertThatThrownBy(
                    () -> both(() -> Time.sleep(SECOND), () -> OnDomain.fail("Simulated cancel")))
                .hasMessage("Simulated cancel");
            assertThatThrownBy(clock::advance)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no further events are scheduled on the mock clock");
            return null;
          });
    }

    @Test
    @DisplayName("C26: setting the clock wakes whoever is due; setting it back wakes nobody")
    void settingTheClock() {
      MockClock clock = new MockClock(now -> said.say("now " + now.toSeconds()));
      Domain.builder()
          .clock(clock)
          .run(domain -> {
            OnDomain.inSwitch(() -> sleepWhileTheClockIsSet(clock));
            return null;
          });
      said.isInOneText("now 0 / D / now 5 / C / A / E / now 1 / now 10 / B / now 12");
    }

    private void sleepWhileTheClockIsSet(MockClock clock) {
      for (String each : List.of("A5", "B7", "C2", "D0", "E5")) {
        Duration time = Duration.ofSeconds(Long.parseLong(each.substring(1)));
        fork(() -> {
          Time.sleepUntil(time.toNanos());
          said.say(each.substring(0, 1));
        });
      }
      for (int time : List.of(0, 5, 1, 10, 12)) {
        clock.setTime(Duration.ofSeconds(time));
        yieldNow();
      }
    }

    @Test
    @DisplayName("eio 34: a sleep that is over when it begins still lets others go first")
    void aSleepThatIsOverLetsOthersGoFirst() {
      OnDomain.run(() -> {
        both(
            () -> {
              Time.sleep(SECOND.negated());
              said.say("slept");
            },
            () -> said.say("other"));
        said.is("other", "slept");
      });
    }

    @Test
    void oneSleepsUntilAMoment() {
      OnDomain.run(() -> {
        Time.sleepUntil(Time.nanoTime() + HOUR.toNanos());
        assertThat(seconds()).isEqualTo(3600);
        Time.sleepUntil(Time.nanoTime() - 1);
        assertThat(seconds()).isEqualTo(3600);
      });
    }

    @Test
    @DisplayName("Appendix D: no timeout sleeps until it is cancelled")
    void noTimeoutSleepsForEver() {
      OnDomain.run(() -> {
        assertThatThrownBy(() -> both(Timeout.none()::sleep, () -> OnDomain.fail("cancel")))
            .hasMessage("cancel");
        Timeout.of(SECOND).sleep();
        assertThat(seconds()).isEqualTo(1);
      });
    }
  }

  @Nested
  @Tag("conformance")
  class Limiting {
    @Test
    void aBodyThatEndsInTimeGivesItsValue() {
      OnDomain.run(() -> {
        int value =
            Time.withTimeout(
                HOUR,
                () -> {
                  Time.sleep(SECOND);
                  return 1;
                });
        assertThat(value).isEqualTo(1);
        Time.sleep(SECOND);
        assertThat(seconds()).isEqualTo(2); // the hour is off the clock
      });
    }

    @Test
    void aBodyThatTakesTooLongIsCancelled() {
      OnDomain.run(() -> {
        assertThatThrownBy(() -> Timeout.of(SECOND).run(TimeTest::forEver))
            .isInstanceOf(TimedOut.class)
            .hasCauseInstanceOf(Cancelled.class)
            .satisfies(e -> assertThat(((TimedOut) e).after()).isEqualTo(SECOND));
        assertThat(seconds()).isEqualTo(1);
        CancelScope.check();
      });
    }

    @Test
    void theTryingFormSaysSo() {
      OnDomain.run(() -> {
        Optional<Integer> late =
            Timeout.of(SECOND)
                .tryCall(() -> {
                  forEver();
                  return 1;
                });
        assertThat(late).isEmpty();
        assertThat(Timeout.of(SECOND).tryCall(() -> 1)).contains(1);
        assertThat(Timeout.none().tryCall(() -> 1)).contains(1);
      });
    }

    @Test
    void anOuterCancellationIsNotATimeout() {
      OnDomain.run(() -> {
        CancelScope scope = CancelScope.root();
        RuntimeException why = new RuntimeException("outer");
        both(
            () ->
                assertThatThrownBy(() ->
                        scope.run(() ->
                            Timeout.of(HOUR)
                                .tryCall(() -> {
                                  forEver();
                                  return 1;
                                })))
                    .isInstanceOf(Cancelled.class)
                    .hasCause(why),
            () -> scope.cancel(why));
      });
    }

    @Test
    void ofNestedLimitsEachKnowsItsOwn() {
      OnDomain.run(() -> {
        assertThatThrownBy(() ->
                Timeout.of(SECOND)
                    .run(() -> {
                      Optional<Integer> inner =
                          Timeout.of(HOUR)
                              .tryCall(() -> {
                                forEver();
                                return 1;
                              });
                      said.say("not reached " + inner);
                    }))
            .isInstanceOf(TimedOut.class)
            .hasMessageEndingWith("within PT1S");
        assertThatThrownBy(
                () -> Timeout.of(HOUR).run(() -> Timeout.of(SECOND).run(TimeTest::forEver)))
            .isInstanceOf(TimedOut.class)
            .hasMessageEndingWith("within PT1S");
        said.is();
      });
    }

    @Test
    void aBodyNeedsNoValue() {
      OnDomain.run(() -> {
        Time.runWithTimeout(HOUR, () -> Time.sleep(SECOND));
        assertThat(seconds()).isEqualTo(1);
        assertThatThrownBy(() -> Time.runWithTimeout(SECOND, TimeTest::forEver))
            .isInstanceOf(TimedOut.class);
      });
    }

    @Test
    void aBodyThatReturnsAfterAllHasNotTimedOut() {
      OnDomain.run(() -> {
        int value =
            Time.withTimeout(
                SECOND,
                () -> {
                  assertThatThrownBy(TimeTest::forEver).isInstanceOf(Cancelled.class);
                  return 1;
                });
        assertThat(value).isEqualTo(1);
      });
    }

    @Test
    void whatABodyThrowsAfterTheLimitIsThrown() {
      OnDomain.run(() ->
          assertThatThrownBy(() ->
                  Timeout.of(SECOND)
                      .run(() -> {
                        try {
                          forEver();
                        } finally {
                          OnDomain.fail("cleaning up");
                        }
                      }))
              .hasMessage("cleaning up"));
    }

    @Test
    void aLimitThatIsOverEndsTheBodyAtItsFirstWait() {
      OnDomain.run(() -> {
        assertThatThrownBy(() ->
                Timeout.of(Duration.ZERO)
                    .run(() -> {
                      said.say("began");
                      yieldNow();
                      forEver();
                    }))
            .isInstanceOf(TimedOut.class);
        said.is("began");
        assertThat(Timeout.of(Duration.ZERO).tryCall(() -> 1)).contains(1);
      });
    }

    @Test
    void inACancelledScopeTheBodyDoesNotRun() {
      OnDomain.run(() -> {
        CancelScope scope = CancelScope.root();
        scope.run(() -> {
          scope.cancel(null);
          assertThatThrownBy(() -> Timeout.of(HOUR).run(() -> said.say("ran")))
              .isInstanceOf(Cancelled.class);
        });
        said.is();
      });
    }

    @Test
    void aPlainThreadAndAPoolTaskAreLimitedByTheSystemsTime() {
      Duration soon = Duration.ofMillis(5);
      assertThatThrownBy(() -> Timeout.of(soon).run(TimeTest::forEver))
          .isInstanceOf(TimedOut.class);
      assertThat(Timeout.of(HOUR).tryCall(() -> 1)).contains(1);
      try (Pool pool = Pool.workStealing(1)) {
        pool.spawnVoid(() ->
                assertThatThrownBy(() -> Timeout.of(soon).run(TimeTest::forEver))
                    .isInstanceOf(TimedOut.class))
            .await();
      }
    }
  }

  @Test
  @DisplayName("C27: a timeout as text")
  void aTimeoutAsText() {
    assertThat(Timeout.of(Duration.ofNanos(1))).hasToString("1e-09s");
    assertThat(Timeout.of(Duration.ofMillis(10))).hasToString("10ms");
    assertThat(Timeout.of(Duration.ofMillis(100))).hasToString("0.1s");
    assertThat(Timeout.of(Duration.ofSeconds(2))).hasToString("2s");
    assertThat(Timeout.of(Duration.ofSeconds(60))).hasToString("60s");
    assertThat(Timeout.of(Duration.ofMillis(61_500))).hasToString("62s");
    assertThat(Timeout.of(Duration.ofMinutes(2))).hasToString("2m");
    assertThat(Timeout.of(Duration.ofMinutes(30))).hasToString("30m");
    assertThat(Timeout.of(Duration.ofSeconds(119))).hasToString("119s");
    assertThat(Timeout.of(Duration.ofHours(5))).hasToString("300m");
    assertThat(Timeout.of(Duration.ZERO)).hasToString("0s");
    assertThat(Timeout.of(Duration.ofNanos(500_000))).hasToString("0.0005s");
    assertThat(Timeout.none()).hasToString("(no timeout)");
  }
}
