package dev.caravan.docs.exercises.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.docs.exercises.Exercise;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final Attempts subject = Exercise.subject(Attempts.class);
  private final List<String> said = new ArrayList<>();
  private long began;

  private void say(String what) {
    said.add(what + " at " + Duration.ofNanos(Time.nanoTime() - began).toHours());
  }

  private ThrowingSupplier<String, RuntimeException> attempt(
      String name, int hours, boolean succeeds) {
    return () -> {
      say(name);
      try {
        Fiber.sleep(Duration.ofHours(hours));
      } catch (Cancelled e) {
        say(name + " cancelled");
        throw e;
      }
      if (!succeeds) {
        throw new IllegalArgumentException(name + " is blocked");
      }
      return name;
    };
  }

  private String first(
      ThrowingSupplier<String, RuntimeException> one,
      ThrowingSupplier<String, RuntimeException> other) {
    return Eio.builder()
        .deterministic()
        .call(env -> {
          began = Time.nanoTime();
          return subject.firstToSucceed(Duration.ofHours(2), List.of(one, other));
        });
  }

  @Test
  void theFirstInTimeNeedsNoOther() {
    assertThat(first(attempt("north", 1, true), attempt("south", 1, true))).isEqualTo("north");
    assertThat(said).containsExactly("north at 0");
  }

  @Test
  void theNextBeginsWhenPatienceRunsOutBesideTheOneBefore() {
    assertThat(first(attempt("north", 9, true), attempt("south", 1, true))).isEqualTo("south");
    assertThat(said).containsExactly("north at 0", "south at 2", "north cancelled at 3");
  }

  @Test
  void theNextBeginsAtOnceWhenOneFails() {
    assertThat(first(attempt("north", 1, false), attempt("south", 1, true))).isEqualTo("south");
    assertThat(said).containsExactly("north at 0", "south at 1");
  }

  @Test
  void anEarlierOneMayStillSucceed() {
    assertThat(first(attempt("north", 3, true), attempt("south", 9, true))).isEqualTo("north");
    assertThat(said).containsExactly("north at 0", "south at 2", "south cancelled at 3");
  }

  @Test
  void anEarlierOneMayStillSucceedWhenTheLaterHasFailed() {
    assertThat(first(attempt("north", 5, true), attempt("south", 1, false))).isEqualTo("north");
    assertThat(said).containsExactly("north at 0", "south at 2");
  }

  @Test
  void ifAllFailTheLastFailureInTimeIsThrown() {
    assertThatThrownBy(() -> first(attempt("north", 5, false), attempt("south", 1, false)))
        .hasMessage("north is blocked");
  }
}
