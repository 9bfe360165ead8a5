package dev.caravan.docs.tour;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** The comparison of the models as lines of text. */
final class TableText {
  private static final String LINE = "  %-12s %-15s %5s  %9s  %8s  %s%n";

  static final String TOO_SHORT = "The input is too small for these times to mean anything.";

  private TableText() {}

  static String of(TourResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, LINE, "model", "module", "lines", "time", "speed-up", "agrees"));
    for (TourResult.Row row : result.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.model().name(),
              row.model().module(),
              row.source().linesOfCode(),
              time(row.time()),
              speedUp(result.speedUp(row)),
              agreement(result)));
    }
    return text.append("  ").append(caption(result)).append(System.lineSeparator()).toString();
  }

  /** How the figures came about. */
  static String caption(TourResult result) {
    return String.format(
        Locale.ROOT,
        "%d %s; median of %d timed %s per model, after one that was discarded",
        result.workers(),
        result.workers() == 1 ? "worker" : "workers",
        result.rounds(),
        result.rounds() == 1 ? "pass" : "passes");
  }

  static String agreement(TourResult result) {
    return result.rows().size() == 1 ? "alone" : "yes";
  }

  static String speedUp(OptionalDouble ratio) {
    return ratio.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }

  static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    return millis < 1000
        ? String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1000);
  }
}
