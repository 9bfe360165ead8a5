package dev.caravan.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown for a test that failed in some order of its fibers, and ended otherwise when it was run in
 * the same order again: it depends on something besides that order, such as real time, a random
 * number, the order of a hash table, static state, or another thread. The cause is the failure that
 * was seen; or the replay of a schedule that does not fit the test.
 */
public final class NotRepeated extends AssertionError {
  private static final long serialVersionUID = 1L;

  private NotRepeated(String message, @Nullable Throwable seen) {
    super(message, seen);
  }

  static NotRepeated failure(
      Throwable seen, String origin, List<Deviation> deviations, @Nullable Throwable instead) {
    NotRepeated thrown =
        new NotRepeated(
            "a failure did not repeat: %s; run in the same order again (%s) the test %s. It depends"
                    .formatted(
                        origin,
                        Deviation.textOf(deviations),
                        instead == null ? "passed" : "threw " + instead)
                + " on something besides the order of its fibers",
            seen);
    if (instead != null && instead != seen) {
      thrown.addSuppressed(instead);
    }
    return thrown;
  }

  static NotRepeated misfit(List<Deviation> deviations, String why) {
    return new NotRepeated(
        "the schedule %s does not fit the test: %s. The test has changed, or depends on something besides the order of its fibers"
            .formatted(Deviation.textOf(deviations), why),
        null);
  }
}
