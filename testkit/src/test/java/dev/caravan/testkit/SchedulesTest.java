package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.domain.Engine;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exploring finds what the domain's own order hides, shrinks it, and replays it. */
@Tag("conformance")
class SchedulesTest {
  static Stream<Engine> engines() {
    return Samples.engines();
  }

  private static ScheduleReport report(Throwable failure) {
    return Stream.of(failure.getSuppressed())
        .filter(ScheduleReport.class::isInstance)
        .map(ScheduleReport.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no report on it", failure));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLostUpdateIsFoundShrunkToOneDeviationAndReplayed(Engine engine) {
    assertThatCode(() -> Deterministic.builder().engine(engine).run(Samples::lostUpdate))
        .as("in the domain's own order")
        .doesNotThrowAnyException();
    Throwable found = catchThrowable(() -> Schedules.explore(engine, 200, 1, Samples::lostUpdate));
    assertThat(found).isInstanceOf(AssertionError.class).hasMessage("counted 1");
    List<Deviation> deviations = report(found).deviations();
    assertThat(deviations).hasSize(1);
    assertThat(report(found))
        .hasMessageContainingAll(
            "found with seed ",
            "at switch " + deviations.getFirst().at() + " took fiber 2 of ",
            "Schedules.replay(\"" + deviations.getFirst() + "\"");
    assertThatThrownBy(() -> Schedules.replay(engine, deviations, Samples::lostUpdate))
        .isInstanceOf(AssertionError.class)
        .hasMessage("counted 1");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeadlockIsFoundAndItsDumpNamesBothFibers(Engine engine) {
    assertThatCode(() -> Deterministic.builder().engine(engine).run(Samples::oppositeLocks))
        .doesNotThrowAnyException();
    Throwable found =
        catchThrowable(() -> Schedules.explore(engine, 200, 1, Samples::oppositeLocks));
    assertThat(found)
        .isInstanceOf(Deadlock.class)
        .hasMessageContainingAll("writer#2: waits for ", "drawer#3: waits for ");
    assertThat(report(found).deviations()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theSameSeedMakesTheSameRun(Engine engine) {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(trailOf(engine, seed)).isEqualTo(trailOf(engine, seed));
    }
  }

  private static List<String> trailOf(Engine engine, long seed) {
    Trail trail = new Trail();
    Deterministic.builder()
        .engine(engine)
        .trail(trail)
        .schedule(Schedules.seeded(seed))
        .run(test -> {
          for (int i = 0; i < 5; i++) {
            String name = "fiber " + i;
            test.fork(
                name,
                () -> {
                  for (int step = 0; step < 5; step++) {
                    trail.add(name);
                    test.yieldNow();
                  }
                });
          }
        });
    return trail.lines();
  }

  @Test
  void aFailureInTheDomainsOwnOrderIsThrownAtOnceAsItIs() {
    IllegalStateException failure = new IllegalStateException("always");
    int[] runs = {0};
    assertThatThrownBy(() ->
            Schedules.explore(
                10,
                1,
                test -> {
                  runs[0]++;
                  throw failure;
                }))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
    assertThat(runs[0]).isOne();
  }

  @Test
  void aTestThatNeverFailsIsRunInItsOwnOrderAndOncePerSeed() {
    int[] runs = {0};
    Schedules.explore(10, 1, test -> runs[0]++);
    assertThat(runs[0]).isEqualTo(11);
  }

  @Test
  void aFailureThatDoesNotRepeatIsReportedAsSuch() {
    int[] runs = {0};
    assertThatThrownBy(() ->
            Schedules.explore(
                200,
                1,
                test -> {
                  int[] order = {0};
                  test.fork("a", () -> order[0] = 1);
                  if (order[0] == 0 && runs[0]++ == 0) {
                    throw new IllegalStateException("once");
                  }
                }))
        .isInstanceOf(NotRepeated.class)
        .hasMessageContainingAll("a failure did not repeat: found with seed", "the test passed")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureThatNeedsSeveralDeviationsIsShrunkToThem() {
    Throwable found =
        catchThrowable(() -> Schedules.explore(500, 1, SchedulesTest::failsIfBodyThenSecondFirst));
    assertThat(found).hasMessage("mba");
    List<Deviation> needed = report(found).deviations();
    assertThat(needed).hasSizeGreaterThan(1);
    for (Deviation one : needed) {
      List<Deviation> rest = needed.stream().filter(other -> other != one).toList();
      Throwable thrown =
          catchThrowable(() ->
              Schedules.replay(
                  Engine.preferred(), rest, SchedulesTest::failsIfBodyThenSecondFirst));
      assertThat(thrown instanceof IllegalStateException).as("fails without %s", one).isFalse();
    }
  }

  private static void failsIfBodyThenSecondFirst(TestRun test) {
    StringBuilder order = new StringBuilder();
    test.fork("a", () -> order.append('a'));
    test.fork("b", () -> order.append('b'));
    order.append('m');
    test.yieldNow();
    if (order.toString().equals("mba")) {
      throw new IllegalStateException(order.toString());
    }
  }

  @Test
  void aFiberIsHeldUpForLongToo() {
    Throwable found = catchThrowable(() -> Schedules.explore(1000, 1, SchedulesTest::counts));
    assertThat(found).hasMessage("the slow one has not come");
    assertThat(report(found).deviations()).hasSize(8);
  }

  /** Fails if a fiber is overtaken eight times in a row. */
  private static void counts(TestRun test) {
    boolean[] come = {false};
    test.fork(
        "slow",
        () -> {
          test.yieldNow();
          come[0] = true;
        });
    test.fork(
        "fast",
        () -> {
          for (int i = 0; i < 8; i++) {
            test.yieldNow();
          }
          if (!come[0]) {
            throw new IllegalStateException("the slow one has not come");
          }
        });
  }

  @Test
  void aReplayThatDoesNotFitTheTestIsRefused() {
    assertThatThrownBy(() -> Schedules.replay("7:2/2", test -> {}))
        .isInstanceOf(NotRepeated.class)
        .hasMessageContaining("the schedule 7:2/2 does not fit the test: there were only 0");
    assertThatThrownBy(() -> Schedules.replay("1:2/3", test -> test.fork("a", () -> {})))
        .isInstanceOf(NotRepeated.class)
        .hasMessageContaining("1:2/3 finds 2 ready fibers");
  }

  @Test
  void anInterruptOfTheCallerEndsTheSearch() {
    int[] runs = {0};
    assertThatThrownBy(() ->
            Schedules.explore(
                1000,
                1,
                test -> {
                  runs[0]++;
                  Thread.currentThread().interrupt();
                  test.sleep(Duration.ofHours(1));
                }))
        .isNotNull();
    assertThat(runs[0]).isOne();
  }

  @Test
  void aTextThatIsNoScheduleIsRefused() {
    assertThat(Deviation.parseAll(" ")).isEmpty();
    assertThat(Deviation.parseAll("3:2/2, 17:2/3"))
        .containsExactly(new Deviation(3, 2, 2), new Deviation(17, 2, 3));
    for (String wrong : List.of("3", "3:2", "3:1/2", "3:4/3", "0:2/2", "5:2/2,5:2/2", "a:2/2")) {
      assertThatThrownBy(() -> Deviation.parseAll(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
