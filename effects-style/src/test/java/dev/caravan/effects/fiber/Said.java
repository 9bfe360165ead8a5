package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines that a program says, with failures translated as in eio-exceptions.md. */
final class Said {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is Error Prone's
  void say(String format, Object... arguments) {
    lines.add(String.format(format, arguments));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** A failure that a test makes. */
  static RuntimeException failure(String message) {
    return new RuntimeException(message);
  }

  static String text(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> "null";
      case Cancelled cancelled -> "Cancelled: " + text(cancelled.reason());
      case Stop stop -> stop.getMessage();
      case MultipleFailures several ->
          several.failures().stream().map(Said::text).collect(Collectors.joining("; ", "[", "]"));
      default ->
          failure.getClass() == RuntimeException.class
              ? "Failure " + failure.getMessage()
              : failure.getClass().getSimpleName() + " " + failure.getMessage();
    };
  }
}
