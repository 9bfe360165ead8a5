package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The lines that a program says, to be compared with what it has to say. */
final class Transcript {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  void say(String line) {
    lines.add(line);
  }

  /** Says a failure as in the table of exceptions. */
  void say(String who, Throwable failure) {
    lines.add(who + text(failure));
  }

  static String text(Throwable failure) {
    return switch (failure) {
      case Cancelled cancelled -> "Cancelled: " + text(cancelled.reason());
      case Stop stop -> stop.getMessage();
      case Poisoned poisoned -> "Poisoned (" + text(poisoned.getCause()) + ")";
      default -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
    };
  }

  void is(String... expected) {
    assertThat(lines).containsExactly(expected);
    lines.clear();
  }

  void isInOneText(String expected) {
    is(expected.split(" / "));
  }
}
