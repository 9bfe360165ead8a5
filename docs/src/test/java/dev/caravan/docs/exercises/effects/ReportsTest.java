package dev.caravan.docs.exercises.effects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.docs.exercises.Exercise;
import dev.caravan.docs.exercises.effects.Reports.Road;
import dev.caravan.effects.handler.Effects;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private final Reports subject = Exercise.subject(Reports.class);
  private final List<String> trail = new ArrayList<>();

  private String journey() {
    try {
      while (!Effects.perform(new Road("Cairo")).equals("open")) {
        trail.add("waits");
      }
      return "went to Cairo";
    } finally {
      trail.add("unsaddles");
    }
  }

  @Test
  void reportsAnswerInTheirOrder() {
    assertThat(subject.travel(List.of("closed", "closed", "open"), this::journey))
        .isEqualTo("went to Cairo");
    assertThat(trail).containsExactly("waits", "waits", "unsaddles");
  }

  @Test
  void withoutReportsTheJourneyIsGivenUpAndCleanedUpAfter() {
    assertThat(subject.travel(List.of("closed"), this::journey)).isEqualTo("stayed at home");
    assertThat(trail).containsExactly("waits", "unsaddles");
  }
}
