package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.ForeignWait;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.time.MockClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** One deterministic run: its time, its trail, its failures. */
@Tag("conformance")
class DeterministicRunTest {
  static Stream<Engine> engines() {
    return Samples.engines();
  }

  private static DeterministicBuilder on(Engine engine) {
    return Deterministic.builder().engine(engine);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void sleepersWakeInTheOrderOfTheirTimesAndNoTimePasses(Engine engine) {
    long began = System.nanoTime();
    Trail trail = new Trail();
    MockClock clock = new MockClock();
    on(engine)
        .trail(trail)
        .clock(clock)
        .run(test -> {
          for (int hours : new int[] {2, 1}) {
            test.fork(
                "sleeper",
                () -> {
                  test.sleep(Duration.ofHours(hours));
                  test.trail().add(hours + " at " + test.clock().time());
                });
          }
          test.trail().add("all asleep");
        });
    trail.expect("all asleep", "1 at PT1H", "2 at PT2H");
    assertThat(clock.time()).hasHours(2);
    assertThat(System.nanoTime() - began).isLessThan(Duration.ofMinutes(1).toNanos());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theValueIsReturnedAfterAllForksHaveEnded(Engine engine) {
    Trail trail = new Trail();
    String value =
        on(engine)
            .trail(trail)
            .call(test -> {
              test.fork(
                  "late",
                  () -> {
                    test.sleep(Duration.ofSeconds(1));
                    test.trail().add("late");
                  });
              return test.domain().toString() + test.domain().isDeterministic();
            });
    assertThat(value).isEqualTo("testtrue");
    trail.expect("late");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFailureOfAForkCancelsTheOthersAndFailsTheRun(Engine engine) {
    IOException failure = new IOException("broken");
    IllegalStateException later = new IllegalStateException("later");
    assertThatThrownBy(() ->
            on(engine)
                .run(test -> {
                  test.fork(
                      "waits",
                      () -> {
                        try {
                          new Trigger("nothing").await();
                        } catch (Cancelled e) {
                          throw later;
                        }
                      });
                  test.fork(
                      "fails",
                      () -> {
                        throw failure;
                      });
                  test.sleep(Duration.ofHours(1));
                }))
        .isSameAs(failure)
        .hasSuppressedException(later);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFailureOfTheBodyCancelsTheForksAndIsThrownAsItIs(Engine engine) {
    IOException failure = new IOException("broken");
    assertThatThrownBy(() ->
            on(engine)
                .run(test -> {
                  test.fork("waits", () -> new Trigger("nothing").await());
                  throw failure;
                }))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theBodyCanAwaitItsForksAndIsCancelledIfOneFails(Engine engine) {
    assertThatThrownBy(() ->
            on(engine)
                .run(test -> {
                  test.awaitForks();
                  test.fork("a", () -> test.sleep(Duration.ofSeconds(2)));
                  test.fork("b", () -> test.fork("c", () -> test.sleep(Duration.ofSeconds(3))));
                  test.awaitForks();
                  assertThat(test.clock().time()).hasSeconds(3);
                  test.awaitForks();
                  test.fork(
                      "fails",
                      () -> {
                        throw new IOException("broken");
                      });
                  assertThatThrownBy(test::awaitForks).isInstanceOf(Cancelled.class);
                  test.trail().add("told");
                  test.trail().expect("told");
                }))
        .isInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeadlockIsThrownWithTheDump(Engine engine) {
    assertThatThrownBy(() ->
            on(engine)
                .name("two")
                .run(test -> {
                  test.fork("reader", () -> new Trigger("a letter").await());
                  new Trigger("Godot").await();
                }))
        .isInstanceOf(Deadlock.class)
        .hasMessageContainingAll(
            "every fiber of two waits", "main#1: waits for Godot", "reader#2: waits for a letter");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aWaitOfTheJdkIsThrownWithTheStackOfItsLine(Engine engine) {
    CountDownLatch latch = new CountDownLatch(1);
    assertThatThrownBy(() -> on(engine).run(test -> latch.await()))
        .isInstanceOf(ForeignWait.class)
        .satisfies(e ->
            assertThat(Arrays.stream(e.getStackTrace()).map(StackTraceElement::getClassName))
                .anyMatch(name -> name.startsWith(DeterministicRunTest.class.getName())));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFailureBeforeADeadlockComesFirst(Engine engine) {
    IOException failure = new IOException("broken");
    assertThatThrownBy(() ->
            on(engine)
                .run(test -> {
                  test.fork("stubborn", () -> new Trigger("nothing").awaitUninterruptibly());
                  throw failure;
                }))
        .isSameAs(failure)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(Deadlock.class));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTrailThatDiffersIsAnAssertionErrorWithBothTexts(Engine engine) {
    assertThatThrownBy(() ->
            on(engine)
                .run(test -> {
                  test.trail().add("a");
                  test.trail().expect("b");
                }))
        .isInstanceOfSatisfying(
            AssertionFailedError.class,
            e -> {
              assertThat(e.getExpected().getStringRepresentation()).isEqualTo("b");
              assertThat(e.getActual().getStringRepresentation()).isEqualTo("a");
            });
  }
}
