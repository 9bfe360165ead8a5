package dev.caravan.docs.tour;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a tour came to.
 *
 * @param figures what all models agree on
 * @param workers how many workers the models were given
 * @param rows one per model
 */
record TourResult(Figures figures, int workers, List<Row> rows) {
  private static final Duration LONG_ENOUGH = Duration.ofMillis(50);

  /**
   * One model.
   *
   * @param model the model
   * @param source its code
   * @param times of its timed passes
   * @param recording what its workers did in the recorded pass, if there was one
   */
  record Row(Model model, ModelSource source, List<Duration> times, Recording recording) {
    Row {
      times = times.stream().sorted().toList();
    }

    /** The median: half of the passes took no longer. */
    Duration time() {
      return times.get(times.size() / 2);
    }

    Duration fastest() {
      return times.getFirst();
    }

    Duration slowest() {
      return times.getLast();
    }
  }

  /** How many timed passes each model had. */
  int rounds() {
    return rows.getFirst().times().size();
  }

  /**
   * Whether a pass is so short that starting workers, warming up and noise make up most of it. The
   * sequential model decides; without it, the slowest one.
   */
  boolean tooShortToCompare() {
    List<Row> sequential =
        rows.stream().filter(row -> row.model() instanceof SequentialModel).toList();
    return (sequential.isEmpty() ? rows : sequential)
        .stream().allMatch(row -> row.time().compareTo(LONG_ENOUGH) < 0);
  }

  /** How many times as fast as the sequential model; empty if that did not take part. */
  OptionalDouble speedUp(Row row) {
    return rows.stream()
        .filter(other -> other.model() instanceof SequentialModel)
        .mapToDouble(other -> (double) other.time().toNanos() / Math.max(1, row.time().toNanos()))
        .findFirst();
  }
}
