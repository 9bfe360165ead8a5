package dev.caravan.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class MockClockTest {
  private final List<String> said = new ArrayList<>();
  private final MockClock clock = new MockClock(now -> said.add("now " + now.toSeconds()));

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private void at(long seconds, String name) {
    Timers.Timer _ =
        clock
            .timers()
            .at(
                seconds(seconds).toNanos(),
                () -> said.add(name + " at " + clock.time().toSeconds()));
  }

  @Test
  void itStandsAtTheEpochUntilItIsMoved() {
    assertThat(clock.nanoTime()).isZero();
    assertThat(clock.time()).isZero();
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    clock.setTime(seconds(3));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(3));
    assertThat(clock).hasToString("mock clock at PT3S");
  }

  @Test
  void advancingGoesFromEventToEventAndIsRefusedIfThereIsNone() {
    at(5, "A");
    at(2, "B");
    at(5, "C");

    clock.advance();
    assertThat(clock.tryAdvance()).isTrue();
    assertThat(said).containsExactly("now 2", "B at 2", "now 5", "A at 5", "C at 5");
    assertThat(clock.tryAdvance()).isFalse();
    assertThatThrownBy(clock::advance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no further events are scheduled on the mock clock");
    assertThat(clock.time()).isEqualTo(seconds(5));
  }

  @Test
  void advancingToWhatWasDueBeforeDoesNotGoBack() {
    clock.setTime(seconds(5));
    at(2, "late");
    said.clear();

    clock.advance();
    assertThat(said).containsExactly("now 5", "late at 5");
  }

  @Test
  void advancingByAStepStopsAtEachEventOnTheWay() {
    at(1, "A");
    at(3, "B");
    at(4, "C");
    at(9, "D");

    clock.advanceBy(seconds(4));
    assertThat(said).containsExactly("now 1", "A at 1", "now 3", "B at 3", "now 4", "C at 4");
    clock.advanceBy(Duration.ZERO);
    assertThat(said).endsWith("C at 4", "now 4");
    assertThatThrownBy(() -> clock.advanceBy(seconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a clock is advanced by zero or more, not by PT-1S");
    assertThat(clock.time()).isEqualTo(seconds(4));
  }

  @Test
  void settingTheTimeJumpsAndGoingBackWakesNobody() {
    at(2, "A");
    at(4, "B");
    at(11, "C");

    clock.setTime(seconds(5));
    clock.setTime(seconds(1));
    clock.setTime(seconds(12));
    assertThat(said).containsExactly("now 5", "A at 5", "B at 5", "now 1", "now 12", "C at 12");
  }
}
