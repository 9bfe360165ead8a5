package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.ForeignWait;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.time.MockClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

/** What JUnit sees of deterministic tests. */
@Tag("conformance")
class DeterministicTestTest {
  private static final List<String> LIFE = new ArrayList<>();

  private static Events run(Class<?> sample, Map<String, String> parameters) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(sample))
            .configurationParameters(parameters)
            .execute();
    results.containerEvents().assertStatistics(stats -> stats.failed(0));
    return results.testEvents();
  }

  private static Events run(Class<?> sample) {
    return run(sample, Map.of());
  }

  private static Throwable onlyFailure(Events events) {
    return events.failed().assertStatistics(stats -> stats.finished(1)).stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .findFirst()
        .orElseThrow();
  }

  private static Optional<ScheduleReport> report(Throwable failure) {
    return Stream.of(failure.getSuppressed())
        .filter(ScheduleReport.class::isInstance)
        .map(ScheduleReport.class::cast)
        .findFirst();
  }

  private static List<String> names(Events events) {
    return events.started().stream()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .toList();
  }

  static class Passing {
    @DeterministicTest
    void everythingIsInjected(Domain domain, MockClock clock, Trail trail, TestRun test) {
      assertThat(Domain.currentOrNull()).isSameAs(domain).isSameAs(test.domain());
      assertThat(domain.clock()).isSameAs(clock).isSameAs(test.clock());
      assertThat(trail).isSameAs(test.trail());
      test.sleep(Duration.ofDays(1));
      assertThat(clock.time()).hasDays(1);
    }

    @DeterministicTest
    void nothingIsInjected() {
      assertThat(Domain.currentOrNull()).isNotNull();
      new Trigger("the end of a day").await(Duration.ofDays(1));
    }

    @DeterministicTest
    void aSecondOfTheSameTypeToo(TestRun one, TestRun other) {
      assertThat(one).isSameAs(other);
    }
  }

  @Test
  void aTestRunsOnItsDomainAndGetsWhatItAsksFor() {
    run(Passing.class).assertStatistics(stats -> stats.started(3).succeeded(3));
  }

  static class Engines {
    @DeterministicTest(engine = {Engine.BATON, Engine.BATON})
    void baton(Domain domain) {
      assertThat(domain.engine()).isEqualTo(Engine.BATON);
    }
  }

  @Test
  void aTestRunsOnEachOfItsEngines() {
    assertThat(names(run(Engines.class)))
        .containsExactly("BATON, the domain's own order", "BATON, the domain's own order");
  }

  static class Deadlocked {
    @DeterministicTest
    void waits() {
      new Trigger("Godot").await();
    }
  }

  @Test
  void aDeadlockFailsTheTestWithTheDump() {
    assertThat(onlyFailure(run(Deadlocked.class)))
        .isInstanceOf(Deadlock.class)
        .hasMessageContaining("main#1: waits for Godot");
  }

  static class Foreign {
    @DeterministicTest
    void waitsInTheJdk() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aForeignWaitFailsTheTestWithItsLine() {
    Throwable failure = onlyFailure(run(Foreign.class));
    assertThat(failure).isInstanceOf(ForeignWait.class);
    assertThat(failure.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("waitsInTheJdk"));
  }

  static class Racy {
    private int runsOfThisInstance;

    @BeforeEach
    void before() {
      LIFE.add("before");
    }

    @AfterEach
    void after() {
      LIFE.add("after");
    }

    @DeterministicTest(schedules = 200)
    void loses(TestRun test) {
      LIFE.add("run " + ++runsOfThisInstance);
      Samples.lostUpdate(test);
    }
  }

  @Test
  void exploringFindsARaceAndFailsOnceWithTheFewestDeviations() {
    LIFE.clear();
    Events events = run(Racy.class);
    Throwable failure = onlyFailure(events);
    assertThat(failure).isInstanceOf(AssertionError.class).hasMessage("counted 1");
    List<Deviation> deviations = report(failure).orElseThrow().deviations();
    assertThat(deviations).hasSize(1);
    List<String> names = names(events);
    assertThat(names).startsWith("the domain's own order", "seed 1");
    assertThat(names).endsWith("replay " + deviations.getFirst());
    assertThat(names.size()).isLessThan(200);
    events.aborted().stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .forEach(result ->
            assertThat(result.getThrowable().orElseThrow())
                .isInstanceOf(TestAbortedException.class)
                .hasRootCauseMessage("counted 1"));
    assertThat(LIFE)
        .as("each run has an instance, a before and an after of its own")
        .hasSize(3 * names.size())
        .startsWith("before", "run 1", "after", "before", "run 1", "after")
        .doesNotContain("run 2");
  }

  @Test
  void theReportsScheduleIsReplayedByAParameter() {
    Throwable found = onlyFailure(run(Racy.class));
    String replay = Deviation.textOf(report(found).orElseThrow().deviations());
    Events events = run(Racy.class, Map.of("caravan.replay", replay));
    assertThat(names(events)).containsExactly("replay " + replay);
    Throwable failure = onlyFailure(events);
    assertThat(failure).hasMessage("counted 1");
    assertThat(report(failure)).isPresent();
  }

  @Test
  void aSeedAloneIsOneScheduleAndWithANumberTheFirst() {
    assertThat(names(run(Calm.class, Map.of("caravan.seed", "7")))).containsExactly("seed 7");
    assertThat(names(run(Calm.class, Map.of("caravan.seed", "7", "caravan.schedules", "2"))))
        .containsExactly("the domain's own order", "seed 7", "seed 8");
    assertThat(names(run(Calm.class, Map.of("caravan.schedules", "1"))))
        .containsExactly("the domain's own order", "seed 1");
    assertThat(names(run(Calm.class, Map.of("caravan.seed", "random")))).hasSize(4);
    assertThat(names(run(Seeded.class))).containsExactly("seed 42");
    assertThat(names(run(Seeded.class, Map.of("caravan.schedules", "1"))))
        .containsExactly("the domain's own order", "seed 42");
  }

  static class Calm {
    @DeterministicTest(schedules = 3)
    void calm(TestRun test) {
      test.yieldNow();
    }
  }

  static class Seeded {
    @DeterministicTest(seed = 42)
    void calm(TestRun test) {
      test.yieldNow();
    }
  }

  @Test
  void aParameterThatIsNoNumberIsRefused() {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Calm.class))
            .configurationParameter("caravan.seed", "seven")
            .execute();
    assertThat(
            results.containerEvents().failed().stream()
                .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream()))
        .singleElement()
        .satisfies(
            e -> assertThat(e).hasMessageContaining("caravan.seed is a number, not 'seven'"));
  }

  static class Changing {
    private static boolean failed;

    @DeterministicTest(schedules = 200)
    void failsOnce(TestRun test) {
      boolean[] forked = {false};
      test.fork("a", () -> forked[0] = true);
      if (!forked[0] && !failed) {
        failed = true;
        throw new IllegalStateException("once");
      }
    }
  }

  @Test
  void aFailureThatDoesNotRepeatFailsTheTestAsSuch() {
    Changing.failed = false;
    assertThat(onlyFailure(run(Changing.class)))
        .isInstanceOf(NotRepeated.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  static class Endless {
    @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
    @DeterministicTest(schedules = 3)
    void yields(TestRun test) {
      while (true) {
        test.yieldNow();
      }
    }
  }

  @Test
  void aTimeoutEndsTheRunAndTheSearch() {
    Events events = run(Endless.class);
    assertThat(onlyFailure(events)).isInstanceOf(TimeoutException.class);
    assertThat(names(events)).hasSize(1);
  }

  static class Assuming {
    @DeterministicTest(schedules = 2)
    void assumes() {
      Assumptions.abort("not here");
    }
  }

  @Test
  void anAssumptionThatDoesNotHoldAbortsEachRun() {
    run(Assuming.class).assertStatistics(stats -> stats.started(3).aborted(3));
  }
}
