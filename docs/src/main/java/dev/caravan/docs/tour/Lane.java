package dev.caravan.docs.tour;

import dev.caravan.core.trace.Timeline;
import java.util.List;

/**
 * What one worker did in one pass.
 *
 * @param worker who
 * @param stretches what, by start, counted from the start of the pass
 */
record Lane(String worker, List<Stretch> stretches) {

  /**
   * One or more runs of tasks, near each other.
   *
   * @param what the task, or how many
   * @param from the start in nanoseconds
   * @param to the end in nanoseconds
   * @param busy nanoseconds between the two in which a task ran
   * @param tasks how many runs
   */
  record Stretch(String what, long from, long to, long busy, int tasks) {
    static Stretch of(Timeline.Span span, long began) {
      long from = span.start().toNanos() - began;
      long to = span.end().toNanos() - began;
      return new Stretch(shortName(span.task()), from, to, to - from, 1);
    }

    /** Without the number that the JVM gives a lambda and without the pool. */
    private static String shortName(String task) {
      return task.replaceAll("\\$\\$Lambda\\S*", "")
          .replaceAll(" of .*", "")
          .replaceAll("[\\w.]+\\.(?=\\w)", "");
    }

    Stretch and(Stretch next) {
      return new Stretch(what, from, Math.max(to, next.to), busy + next.busy, tasks + next.tasks);
    }
  }
}
