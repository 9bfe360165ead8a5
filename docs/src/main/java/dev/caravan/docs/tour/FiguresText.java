package dev.caravan.docs.tour;

import java.util.List;
import java.util.Locale;

/** The figures as lines of text. */
final class FiguresText {
  private FiguresText() {}

  static String of(Figures figures) {
    return of(figures, figures.problems().size());
  }

  /** With the number of all that was left out, also of what was never opened as a class file. */
  static String of(Figures figures, int notRead) {
    StringBuilder text = new StringBuilder();
    line(text, "classes", figures.classes());
    line(text, "methods", figures.methods());
    line(text, "instructions", figures.instructions());
    line(text, "calls", figures.calls());
    line(text, "invokedynamic", figures.dynamicCalls());
    if (notRead > 0) {
      line(text, "not read", notRead);
    }
    text.append("\nThe most called methods:\n");
    rows(text, figures.top());
    if (!figures.topDynamic().isEmpty()) {
      text.append("Apart from these, invokedynamic by bootstrap method:\n");
      rows(text, figures.topDynamic());
    }
    return text.toString();
  }

  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static void line(StringBuilder text, String what, long n) {
    text.append(String.format(Locale.ROOT, "  %-14s %,14d%n", what, n));
  }

  private static void rows(StringBuilder text, List<Tally.Row> rows) {
    int place = 1;
    for (Tally.Row row : rows) {
      text.append(
          String.format(Locale.ROOT, "  %2d %,10d  %s%n", place++, row.times(), row.callee()));
    }
  }
}
