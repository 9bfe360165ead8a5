package dev.caravan.testkit;

import java.util.List;

/**
 * Says in which order of the fibers a test failed, and how to run it in that order again. It is
 * suppressed on the failure itself, so it is printed with it; it has no stack trace.
 */
public final class ScheduleReport extends Exception {
  private static final long serialVersionUID = 1L;

  /** As {@link #deviations()} tells them. */
  private final String deviations;

  ScheduleReport(String origin, List<Deviation> deviations, List<String> story) {
    super(text(origin, Deviation.textOf(deviations), story), null, false, false);
    this.deviations = Deviation.textOf(deviations);
  }

  private static String text(String origin, String deviations, List<String> story) {
    StringBuilder text = new StringBuilder("fails in this order of its fibers, ").append(origin);
    story.forEach(line -> text.append("\n  ").append(line));
    if (story.isEmpty()) {
      return text.append("\n  the domain's own order: no schedule is needed").toString();
    }
    return text.append(
            "\nto replay it: @DeterministicTest(replay = \"%1$s\") or".formatted(deviations))
        .append(" Schedules.replay(\"%1$s\", body)".formatted(deviations))
        .append(" or -Dcaravan.replay=" + deviations)
        .toString();
  }

  /**
   * The choices that differ from the domain's own order.
   *
   * @return them, in order
   */
  public List<Deviation> deviations() {
    return Deviation.parseAll(deviations);
  }
}
