package dev.caravan.docs.tour;

import dev.caravan.core.trace.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the models on one input: one pass of each that is not timed and warms the JVM up, then
 * rounds of timed passes. Each round begins with another model, since the first one of a round
 * finds the caches and the heap in another state than the last. If asked, one more pass of each is
 * recorded for the timelines; it is not timed, so recording cannot distort a figure.
 *
 * <p>Reading the class files is part of the job, in every model. After the first pass the system's
 * cache holds them, so no model pays for the disk.
 */
final class Tour {
  private static final int MOST_ROUNDS = 5;
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final List<Model> models;
  private final List<ClassSource> classes;
  private final int workers;
  private final ProgressDisplay display;
  private final Map<Model, List<Duration>> times = new LinkedHashMap<>();
  private final Map<Model, Figures> figures = new LinkedHashMap<>();
  private final Map<Model, Recording> recordings = new LinkedHashMap<>();

  Tour(List<Model> models, List<ClassSource> classes, int workers, ProgressDisplay display) {
    this.models = models;
    this.classes = classes;
    this.workers = workers;
    this.display = display;
  }

  /**
   * Runs them all. If the first pass can read no class at all, it is the only one, and the result
   * has no times.
   *
   * @param record whether to record timelines
   * @throws Disagreement if two passes come to different figures
   */
  TourResult run(boolean record) throws Disagreement {
    List<Duration> warmUp = new ArrayList<>();
    for (Model model : models) {
      warmUp.add(pass(model, "warm-up").took());
      if (agreed().classes() == 0) {
        return result(); // nothing to compare the models by
      }
    }
    int rounds = rounds(Collections.min(warmUp).multipliedBy(models.size()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < models.size(); i++) {
        Model model = models.get((round + i) % models.size());
        Timing timing = pass(model, "round " + (round + 1) + " of " + rounds);
        times.computeIfAbsent(model, _ -> new ArrayList<>()).add(timing.took());
      }
    }
    if (record) {
      for (Model model : models) {
        recordings.put(model, recordedPass(model));
      }
    }
    return result();
  }

  /** As many as fit into the time that people wait, going by what a warm pass takes. */
  private static int rounds(Duration round) {
    return Math.clamp(ENOUGH.toNanos() / Math.max(1, round.toNanos()), 1, MOST_ROUNDS);
  }

  /** When a pass began, on the clock of System.nanoTime, and how long it took. */
  private record Timing(long start, Duration took) {}

  private Timing pass(Model model, String what) throws Disagreement {
    Summary summary;
    long start;
    long took;
    try (ProgressDisplay.Pass pass = display.begin(model.name(), what, classes.size())) {
      start = System.nanoTime();
      summary = model.run(classes, pass, workers);
      took = System.nanoTime() - start;
    }
    agree(model, summary.figures());
    return new Timing(start, Duration.ofNanos(took));
  }

  private Recording recordedPass(Model model) throws Disagreement {
    try (Timeline timeline = Timeline.start()) {
      long recordingSince = System.nanoTime();
      Timing timing = pass(model, "recorded");
      long began = timing.start() - recordingSince;
      return new Recording(
          timing.took(), Lanes.of(timeline.stop(), began, timing.took().toNanos()));
    }
  }

  private void agree(Model model, Figures found) throws Disagreement {
    Map.Entry<Model, Figures> first =
        figures.isEmpty() ? Map.entry(model, found) : figures.entrySet().iterator().next();
    if (!first.getValue().equals(found)) {
      throw new Disagreement(first.getKey().name(), first.getValue(), model.name(), found);
    }
    figures.put(model, found);
  }

  private TourResult result() {
    List<TourResult.Row> rows = new ArrayList<>();
    for (Model model : models) {
      rows.add(
          new TourResult.Row(
              model,
              ModelSource.of(model),
              times.getOrDefault(model, List.of()),
              recordings.getOrDefault(model, Recording.NONE)));
    }
    return new TourResult(agreed(), workers, rows);
  }

  private Figures agreed() {
    return figures.values().iterator().next();
  }
}
