package dev.caravan.docs.tour;

import dev.caravan.core.trace.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes lanes of recorded spans: one per worker, and few enough stretches to be drawn. */
final class Lanes {
  /** How many stretches a lane has at most; more are drawn as groups. */
  static final int MOST = 400;

  private Lanes() {}

  /**
   * The lanes of one pass.
   *
   * @param spans what was recorded
   * @param began when the pass began, in nanoseconds from the start of the recording
   * @param took how long it took, in nanoseconds
   * @return the lanes by worker, and if several pools or domains were at work by those first, in
   *     the order in which they came; if none was, one lane of the calling thread
   */
  static List<Lane> of(List<Timeline.Span> spans, long began, long took) {
    if (spans.isEmpty()) {
      return List.of(new Lane("caller", List.of(new Lane.Stretch("the loop", 0, took, took, 1))));
    }
    Map<String, Map<Integer, List<Lane.Stretch>>> byPool = new LinkedHashMap<>();
    for (Timeline.Span span : spans) {
      byPool
          .computeIfAbsent(span.pool(), _ -> new TreeMap<>())
          .computeIfAbsent(span.worker(), _ -> new ArrayList<>())
          .add(Lane.Stretch.of(span, began));
    }
    List<Lane> lanes = new ArrayList<>();
    byPool.forEach((pool, byWorker) ->
        byWorker.forEach((worker, stretches) ->
            lanes.add(
                new Lane(
                    (byPool.size() == 1 ? "" : pool + " ") + "worker " + worker,
                    bounded(stretches, took)))));
    return lanes;
  }

  /** Joins what begins within the same four-hundredth of the pass, if there is too much. */
  static List<Lane.Stretch> bounded(List<Lane.Stretch> stretches, long took) {
    if (stretches.size() <= MOST) {
      return stretches;
    }
    List<Lane.Stretch> groups = new ArrayList<>();
    long lastSlot = -1;
    for (Lane.Stretch stretch : stretches) {
      long slot = Math.clamp(stretch.from() * MOST / Math.max(1, took), 0, MOST - 1);
      if (slot == lastSlot) {
        groups.add(groups.removeLast().and(stretch));
      } else {
        groups.add(stretch);
      }
      lastSlot = slot;
    }
    return groups;
  }
}
