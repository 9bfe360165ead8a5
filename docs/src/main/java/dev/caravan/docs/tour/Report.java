package dev.caravan.docs.tour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The report: one HTML page that needs nothing but itself, in the light and in the dark. */
final class Report {
  private final String input;
  private final List<Problem> problems;
  private final TourResult result;
  private final StringBuilder html = new StringBuilder();

  private Report(Input input, TourResult result) {
    this.input = input.description();
    this.problems =
        Stream.concat(input.problems().stream(), result.figures().problems().stream()).toList();
    this.result = result;
  }

  static String html(Input input, TourResult result) {
    return new Report(input, result).page();
  }

  private String page() {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>Caravan tour</title>\n<style>\n").append(styles()).append("</style>\n");
    html.append("</head>\n<body>\n");
    head();
    answer();
    models();
    timelines();
    code();
    leftOut();
    return html.append("</body>\n</html>\n").toString();
  }

  private void head() {
    html.append("<p class=\"eyebrow\">Caravan tour</p>\n");
    html.append("<h1>Which methods does this code call most?</h1>\n");
    html.append("<p class=\"soft\">").append(Html.escape(input)).append("</p>\n");
    Figures figures = result.figures();
    html.append("<div class=\"tiles\">\n");
    tile("classes", figures.classes());
    tile("methods", figures.methods());
    tile("instructions", figures.instructions());
    tile("calls", figures.calls());
    tile("invokedynamic", figures.dynamicCalls());
    if (!problems.isEmpty()) {
      tile("left out", problems.size());
    }
    html.append("</div>\n");
  }

  private void tile(String what, long n) {
    html.append("<div class=\"panel\"><b>").append(FiguresText.number(n)).append("</b>");
    html.append("<span class=\"soft\">").append(what).append("</span></div>\n");
  }

  private void answer() {
    html.append(
        "<h2>The answer</h2>\n<p class=\"soft\">Calls by class and name as the code writes");
    html.append(" them, overloads together. ");
    html.append("<code>invokedynamic</code> is counted apart, by bootstrap method.</p>\n");
    html.append("<div class=\"columns\">\n");
    calls("most called methods", result.figures().top());
    if (!result.figures().topDynamic().isEmpty()) {
      calls("most used bootstrap methods", result.figures().topDynamic());
    }
    html.append("</div>\n");
  }

  private void calls(String title, List<Tally.Row> rows) {
    long most = rows.stream().mapToLong(Tally.Row::times).max().orElse(1);
    html.append("<div class=\"panel scroll\"><table><tr><th>").append(title);
    html.append("</th><th class=\"number\">times</th><th></th></tr>\n");
    for (Tally.Row row : rows) {
      row(
          name(row.callee().toString()),
          number(FiguresText.number(row.times())),
          bar((double) row.times() / most));
    }
    html.append("</table></div>\n");
  }

  private void models() {
    html.append("<h2>The models</h2>\n<p class=\"soft\">");
    html.append(Html.escape(TableText.caption(result))).append(". ").append(machine());
    if (result.tooShortToCompare()) {
      html.append(" <strong>").append(TableText.TOO_SHORT).append("</strong>");
    }
    html.append("</p>\n<div class=\"panel scroll\"><table><tr><th>model</th><th>module</th>");
    for (String column : List.of("lines of code", "time", "fastest", "slowest", "speed-up")) {
      html.append("<th class=\"number\">").append(column).append("</th>");
    }
    html.append("<th></th><th>agrees</th></tr>\n");
    double best =
        result.rows().stream().mapToDouble(row -> result.speedUp(row).orElse(0)).max().orElse(1);
    result.rows().forEach(row -> model(row, best));
    html.append("</table></div>\n");
  }

  private void model(TourResult.Row row, double best) {
    row(
        text(row.model().name()),
        text(row.model().module()),
        number(Long.toString(row.source().linesOfCode())),
        number(TableText.time(row.time())),
        number(TableText.time(row.fastest())),
        number(TableText.time(row.slowest())),
        number(TableText.speedUp(result.speedUp(row))),
        bar(best == 0 ? 0 : result.speedUp(row).orElse(0) / best),
        text(TableText.agreement(result)));
  }

  private static String machine() {
    return Html.escape(
        String.format(
            Locale.ROOT,
            "JDK %s, %s %s, %d processors.",
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors()));
  }

  private void timelines() {
    html.append(
        "<h2>What each worker did</h2>\n<p class=\"soft\">One more pass per model, recorded");
    html.append(" with JDK Flight Recorder and not timed for the table. A block is a stretch of a");
    html.append(
        " task, from its start or resumption to its end or suspension; where there are too");
    html.append(" many, one block stands for several, paler the less it was busy.</p>\n");
    html.append("<div class=\"panel\">\n").append(TimelineHtml.of(result)).append("</div>\n");
  }

  private void code() {
    html.append(
        "<h2>The code</h2>\n<p class=\"soft\">Each file as it ran, without its imports.</p>\n");
    html.append("<div class=\"columns code\">\n");
    for (TourResult.Row row : result.rows()) {
      html.append("<div class=\"panel\"><h3>").append(Html.escape(row.model().name()));
      html.append("</h3><pre>").append(Html.java(row.source().body())).append("</pre></div>\n");
    }
    html.append("</div>\n");
  }

  private void leftOut() {
    if (!problems.isEmpty()) {
      html.append("<h2>Left out</h2>\n<div class=\"panel scroll\"><table>\n");
      problems.forEach(problem -> row(name(problem.name()), text(problem.what())));
      html.append("</table></div>\n");
    }
  }

  // ---- cells

  private static String name(String text) {
    return "<td class=\"name\">" + Html.escape(text) + "</td>";
  }

  private static String text(String text) {
    return "<td>" + Html.escape(text) + "</td>";
  }

  private static String number(String text) {
    return "<td class=\"number\">" + Html.escape(text) + "</td>";
  }

  private static String bar(double share) {
    return String.format(
        Locale.ROOT, "<td class=\"bar\"><i style=\"width:%.1f%%\"></i></td>", 100 * share);
  }

  private void row(String... cells) {
    html.append("<tr>").append(String.join("", cells)).append("</tr>\n");
  }

  private static String styles() {
    try (InputStream in =
        Objects.requireNonNull(Report.class.getResourceAsStream("report.css"), "report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css", e);
    }
  }
}
