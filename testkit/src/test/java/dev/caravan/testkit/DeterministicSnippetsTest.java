package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.time.MockClock;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The examples of the Javadoc. */
class DeterministicSnippetsTest {
  @Test
  void anHourTakesNoTime() {
    // @start region="run"
    Deterministic.run(test -> {
      test.fork(
          "kettle",
          () -> {
            test.sleep(Duration.ofHours(1));
            test.trail().add("tea after " + test.clock().time());
          });
      test.trail().add("waiting");
      test.sleep(Duration.ofHours(2));
      test.trail().expect("waiting", "tea after PT1H");
    });
    // @end
  }

  @Test
  void aRaceIsFound() {
    assertThatThrownBy(
            () ->
                // @start region="explore"
                Schedules.explore(
                    100, // schedules
                    1, // the first seed
                    test -> {
                      Samples.Counter counter = new Samples.Counter();
                      test.fork("a", () -> counter.increment(test));
                      test.yieldNow();
                      test.fork("b", () -> counter.increment(test));
                      test.sleep(Duration.ofSeconds(1));
                      Assertions.assertEquals(2, counter.value());
                    })
            // @end
            )
        .isInstanceOf(AssertionError.class);
  }

  // @start region="junit"
  @DeterministicTest
  void teaIsLate(TestRun test, MockClock clock, Trail trail) {
    test.fork(
        "kettle",
        () -> {
          test.sleep(Duration.ofMinutes(5));
          trail.add("tea at " + clock.instant());
        });
    test.sleep(Duration.ofHours(1));
    trail.expect("tea at 1970-01-01T00:05:00Z");
  }
  // @end
}
