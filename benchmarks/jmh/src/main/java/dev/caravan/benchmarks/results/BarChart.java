package dev.caravan.benchmarks.results;

import java.util.List;
import java.util.Locale;

/**
 * The bars of one benchmark with one set of parameters, with error bars. The scale begins at zero.
 * A bar more than four times as long as the second longest is cut, and says so, so that the others
 * can still be told apart. Error bars end at the edge.
 */
final class BarChart {
  private static final int LABEL = 190;
  private static final int WIDTH = 430;
  private static final int LINE = 26;
  private static final int BAR = 16;
  private static final int FIGURES = 280;
  private static final double CUT = 4;
  private static final double ERRORS = 1.5;

  private final List<Measurement> peers;
  private final double scale;
  private final StringBuilder svg = new StringBuilder();

  private BarChart(List<Measurement> peers) {
    this.peers = peers;
    this.scale = WIDTH / longest(peers);
  }

  /** Draws a figure. */
  static String of(List<Measurement> peers) {
    return new BarChart(peers).draw();
  }

  private static double longest(List<Measurement> peers) {
    List<Double> means = peers.stream().map(Measurement::nsPerOp).sorted().toList();
    double most = means.getLast();
    double second = means.size() > 1 ? means.get(means.size() - 2) : most;
    double bars = Math.min(most, second * CUT);
    double errors = peers.stream().mapToDouble(BarChart::end).max().orElseThrow();
    return Math.min(bars * ERRORS, errors);
  }

  private static double end(Measurement m) {
    return m.nsPerOp() + errorOf(m);
  }

  private static double errorOf(Measurement m) {
    return Double.isNaN(m.error()) ? 0 : m.error();
  }

  private String draw() {
    Measurement first = peers.getFirst();
    String title = HtmlReport.escape(first.benchmark() + ", " + first.paramsText());
    add("<figure><figcaption>%s</figcaption>", title);
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Time per operation of %s\">",
        LABEL + WIDTH + FIGURES, peers.size() * LINE, title);
    for (int i = 0; i < peers.size(); i++) {
      bar(peers.get(i), i * LINE);
    }
    return svg.append("</svg></figure>").toString();
  }

  private void bar(Measurement m, int y) {
    boolean cut = m.nsPerOp() * scale > WIDTH;
    double length = cut ? WIDTH : m.nsPerOp() * scale;
    int middle = y + LINE / 2;
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LABEL - 8, middle + 4, HtmlReport.escape(m.contender()));
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        m.isCaravan() ? "caravan" : "peer", LABEL, middle - BAR / 2, length, BAR);
    double to = cut ? length : whisker(m, middle);
    add(
        "<text x=\"%.1f\" y=\"%d\">%s%s</text>",
        LABEL + to + 8, middle + 4, figure(m), cut ? " (bar cut)" : "");
  }

  /** Draws the error bar and returns where it ends. */
  private double whisker(Measurement m, int middle) {
    double from = Math.max(0, m.nsPerOp() - errorOf(m)) * scale;
    double to = Math.min(WIDTH, end(m) * scale);
    add(
        "<path class=\"error\" d=\"M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8\"/>",
        LABEL + from, middle, LABEL + to, LABEL + from, middle - 4, LABEL + to, middle - 4);
    return to;
  }

  private static String figure(Measurement m) {
    String error = Double.isNaN(m.error()) ? "" : " ± " + time(m.error(), m.nsPerOp());
    return time(m.nsPerOp(), m.nsPerOp()) + error + unit(m.nsPerOp());
  }

  private static String time(double ns, double like) {
    return String.format(Locale.ROOT, "%.2f", like >= 1e6 ? ns / 1e6 : ns);
  }

  private static String unit(double ns) {
    return ns >= 1e6 ? " ms" : " ns";
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
