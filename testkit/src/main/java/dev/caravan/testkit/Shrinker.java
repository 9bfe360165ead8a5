package dev.caravan.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fewest of a failing schedule's deviations that still fail: leaves out large parts, then
 * smaller ones, until no single one can be left out. Proposes what to run and is told how it ended;
 * runs nothing. Source of the idea: Zeller's delta debugging.
 */
final class Shrinker {
  private final boolean nonePasses;
  private List<Deviation> failing;
  private int size;
  private int from;
  private boolean smaller; // something has been left out since the walk with this size began

  /**
   * Begins.
   *
   * @param failing the deviations of a run that failed
   * @param nonePasses whether the run without deviations is known to pass
   */
  Shrinker(List<Deviation> failing, boolean nonePasses) {
    this.failing = failing;
    this.nonePasses = nonePasses;
    this.size = failing.size();
  }

  /** The fewest deviations known to fail. */
  List<Deviation> failing() {
    return failing;
  }

  /** What to try next; null if nothing is left. */
  @Nullable List<Deviation> candidate() {
    while (!failing.isEmpty()) {
      if (from < failing.size()) {
        List<Deviation> candidate = new ArrayList<>(failing);
        candidate.subList(from, Math.min(from + size, failing.size())).clear();
        if (!(nonePasses && candidate.isEmpty())) {
          return candidate;
        }
        from = failing.size();
      } else if (size > 1) {
        walkWith(Math.min(size, failing.size() + 1) / 2);
      } else if (smaller) {
        walkWith(1);
      } else {
        return null;
      }
    }
    return null;
  }

  private void walkWith(int newSize) {
    size = Math.max(1, newSize);
    from = 0;
    smaller = false;
  }

  /**
   * The candidate fails.
   *
   * @param made those of its deviations that could be made
   */
  void fails(List<Deviation> made) {
    failing = made;
    smaller = true;
  }

  /** The candidate passes: its part is needed. */
  void passes() {
    from += size;
  }
}
