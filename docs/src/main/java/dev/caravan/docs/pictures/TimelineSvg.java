package dev.caravan.docs.pictures;

import dev.caravan.core.trace.Timeline.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Draws a recorded timeline: one row per worker, one box per stretch of a task, coloured by the
 * kind of task.
 */
final class TimelineSvg {
  private static final int WIDTH = 760;
  private static final int LEFT = 110;
  private static final int RIGHT = 20;
  private static final int TOP = 14;
  private static final int ROW = 42;
  private static final int BOX = 30;
  private static final int FOOT = 30;
  private static final int LETTER = 9;
  private static final List<String> COLOURS =
      List.of("#3b7dd8", "#c8741c", "#3a8a55", "#9a49ad", "#bf4447", "#24878a");

  private final String title;
  private final List<Span> spans;
  private final List<String> rows;
  private final List<String> kinds;
  private final long begin;
  private final long end;
  private final StringBuilder svg = new StringBuilder();

  private TimelineSvg(String title, List<Span> spans) {
    this.title = title;
    this.spans = spans;
    this.rows = new ArrayList<>(new TreeSet<>(spans.stream().map(TimelineSvg::row).toList()));
    this.kinds = spans.stream().map(TimelineSvg::kind).distinct().toList();
    this.begin = spans.stream().mapToLong(span -> span.start().toNanos()).min().orElseThrow();
    this.end = spans.stream().mapToLong(span -> span.end().toNanos()).max().orElseThrow();
  }

  /**
   * Draws spans.
   *
   * @param title what the picture shows, for those who cannot see it
   * @param spans the recorded stretches, at least one
   * @return the text of an SVG file
   */
  static String draw(String title, List<Span> spans) {
    return new TimelineSvg(title, spans).draw();
  }

  private String draw() {
    int height = TOP + rows.size() * ROW + FOOT;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"",
        WIDTH, height);
    add("  font-family=\"system-ui, sans-serif\" font-size=\"14\">");
    add("<title>%s</title>", title);
    add("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f4f4f6\"/>", WIDTH, height);
    rows.forEach(this::drawRow);
    spans.forEach(this::drawSpan);
    drawScale(height - 10);
    add("</svg>");
    return svg.toString();
  }

  private void drawRow(String row) {
    int y = top(row);
    add("<text x=\"14\" y=\"%d\" fill=\"#333\">%s</text>", y + 20, row);
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#e4e4e8\"/>",
        LEFT, y, WIDTH - LEFT - RIGHT, BOX);
  }

  private void drawSpan(Span span) {
    double from = x(span.start().toNanos());
    double width = Math.max(1.5, x(span.end().toNanos()) - from);
    String kind = kind(span);
    String colour = COLOURS.get(kinds.indexOf(kind) % COLOURS.size());
    int y = top(row(span));
    add(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" fill=\"%s\""
            + " stroke=\"#f4f4f6\"/>",
        from, y, width, BOX, colour);
    if (width > LETTER * kind.length()) {
      add(
          "<text x=\"%.1f\" y=\"%d\" fill=\"#fff\" text-anchor=\"middle\">%s</text>",
          from + width / 2, y + 20, kind);
    }
  }

  private void drawScale(int y) {
    add("<text x=\"%d\" y=\"%d\" fill=\"#555\" font-size=\"12\">0 ms</text>", LEFT, y);
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"#555\" font-size=\"12\" text-anchor=\"end\">%d ms</text>",
        WIDTH - RIGHT, y, Math.round((end - begin) / 1e6));
  }

  private double x(long nanos) {
    return LEFT + (double) (nanos - begin) / (end - begin) * (WIDTH - LEFT - RIGHT);
  }

  private int top(String row) {
    return TOP + rows.indexOf(row) * ROW;
  }

  private static String row(Span span) {
    return span.pool() + " " + span.worker();
  }

  /** The simple name of the class of the body: {@code task a.b.Picture$Work of pool x}. */
  private static String kind(Span span) {
    String type = span.task().replaceFirst(" of pool .*", "").replaceFirst(".* ", "");
    return type.substring(type.lastIndexOf('$') + 1);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for this alone
  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
