package dev.caravan.benchmarks.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws a run as one page that needs nothing but itself. */
public final class HtmlReport {
  private final Results results;
  private final List<Comparison> lines;

  private HtmlReport(Results results) {
    this.results = results;
    this.lines = results.comparisons();
  }

  /** The page. */
  public static String of(Results results) {
    return new HtmlReport(results).page();
  }

  private String page() {
    Environment e = results.environment();
    return template()
        .replace("{{group}}", escape(e.group()))
        .replace("{{smoke}}", e.smoke() ? "<p class=\"smoke\">" + Format.SMOKE + "</p>" : "")
        .replace("{{environment}}", environment(e))
        .replace("{{command}}", escape(command(e)))
        .replace("{{lost}}", lost())
        .replace("{{charts}}", charts())
        .replace(
            "{{table}}", lines.stream().map(HtmlReport::row).collect(Collectors.joining("\n")));
  }

  private static String command(Environment e) {
    String commit = e.commit().split(" ")[0];
    return commit.equals(Environment.UNKNOWN)
        ? e.command()
        : "git checkout " + commit + "\n" + e.command();
  }

  private static String environment(Environment e) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", e.date());
    facts.put("Commit", e.commit());
    facts.put("Processor", e.cpu() + ", " + e.cores() + " cores, " + e.memory());
    facts.put("System", e.os());
    facts.put("Java", e.jdk());
    facts.put("Settings of every contender", e.settings());
    facts.put("Load when it began", e.load());
    return facts.entrySet().stream()
        .map(f -> "<dt>" + f.getKey() + "</dt><dd>" + escape(f.getValue()) + "</dd>")
        .collect(Collectors.joining("\n"));
  }

  private String lost() {
    List<Comparison> lost = lines.stream().filter(c -> c.verdict() == Verdict.SLOWER).toList();
    if (lost.isEmpty()) {
      return "<p>No contender is faster than a row of Caravan's beyond the error.</p>";
    }
    return lost.stream().map(HtmlReport::loss).collect(Collectors.joining("\n", "<ul>", "</ul>"));
  }

  private static String loss(Comparison line) {
    Measurement m = line.contender();
    return String.format(
        Locale.ROOT,
        "<li>%s (%s): <b>%s</b> takes %.2f of the time of <b>%s</b></li>",
        escape(m.benchmark()),
        escape(m.paramsText()),
        escape(m.contender()),
        line.ratio().orElseThrow(),
        escape(line.caravan()));
  }

  private String charts() {
    return Comparison.groups(results.measurements()).stream()
        .map(BarChart::of)
        .collect(Collectors.joining("\n"));
  }

  private static String row(Comparison line) {
    Measurement m = line.contender();
    return "<tr class=\""
        + line.verdict().name().toLowerCase(Locale.ROOT)
        + "\">"
        + text(m.benchmark())
        + text(m.paramsText())
        + text(m.contender())
        + figure(m.nsPerOp())
        + figure(m.error())
        + figure(line.ratio().orElse(Double.NaN))
        + text(line.caravan())
        + text(line.verdict().toString())
        + figure(m.bytesPerOp().orElse(Double.NaN))
        + "</tr>";
  }

  private static String text(String value) {
    return "<td>" + escape(value) + "</td>";
  }

  private static String figure(double value) {
    return "<td class=\"figure\">"
        + (Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,.3f", value))
        + "</td>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String template() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
