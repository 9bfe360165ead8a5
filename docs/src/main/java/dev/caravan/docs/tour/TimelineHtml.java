package dev.caravan.docs.tour;

import java.time.Duration;
import java.util.Locale;

/** Timelines as inline SVG: a row per worker, all models on one scale. */
final class TimelineHtml {
  private static final int WIDTH = 1000;
  private static final int TICKS = 4;

  private TimelineHtml() {}

  static String of(TourResult result) {
    long longest =
        result.rows().stream().mapToLong(row -> row.recording().took().toNanos()).max().orElse(1);
    StringBuilder html = new StringBuilder();
    for (TourResult.Row row : result.rows()) {
      html.append("<figure>\n<figcaption><b>").append(Html.escape(row.model().name()));
      html.append("</b> ").append(TableText.time(row.recording().took()));
      html.append("</figcaption>\n");
      row.recording().lanes().forEach(lane -> html.append(lane(lane, row.recording(), longest)));
      html.append("</figure>\n");
    }
    return html.append(axis(longest)).toString();
  }

  private static String lane(Lane lane, Recording recording, long longest) {
    StringBuilder html = new StringBuilder();
    long busy = lane.stretches().stream().mapToLong(Lane.Stretch::busy).sum();
    html.append(
        String.format(
            Locale.ROOT,
            "<div class=\"lane\"><span>%s <span class=\"soft\">%d %% busy</span></span>"
                + "<svg viewBox=\"0 0 %d 10\" preserveAspectRatio=\"none\" role=\"img\""
                + " aria-label=\"what %s did\">%n",
            Html.escape(lane.worker()),
            Math.round(100.0 * busy / Math.max(1, recording.took().toNanos())),
            WIDTH,
            Html.escape(lane.worker())));
    lane.stretches().forEach(stretch -> html.append(bar(stretch, longest)));
    return html.append("</svg></div>\n").toString();
  }

  private static String bar(Lane.Stretch stretch, long longest) {
    double share = (double) stretch.busy() / Math.max(1, stretch.to() - stretch.from());
    return String.format(
        Locale.ROOT,
        "<rect x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"10\" fill-opacity=\"%.2f\">"
            + "<title>%s, %s from %s</title></rect>%n",
        x(stretch.from(), longest),
        Math.max(0.4, x(stretch.to(), longest) - x(stretch.from(), longest)),
        0.3 + 0.7 * Math.min(1, share),
        stretch.tasks() == 1 ? Html.escape(stretch.what()) : stretch.tasks() + " tasks",
        TableText.time(Duration.ofNanos(stretch.to() - stretch.from())),
        TableText.time(Duration.ofNanos(stretch.from())));
  }

  private static double x(long nanos, long longest) {
    return (double) WIDTH * nanos / Math.max(1, longest);
  }

  private static String axis(long longest) {
    StringBuilder html = new StringBuilder("<div class=\"axis\">");
    for (int tick = 0; tick <= TICKS; tick++) {
      html.append(
          String.format(
              Locale.ROOT,
              "<span style=\"left:%d%%\">%s</span>",
              100 * tick / TICKS,
              TableText.time(Duration.ofNanos(longest * tick / TICKS))));
    }
    return html.append("</div>\n").toString();
  }
}
