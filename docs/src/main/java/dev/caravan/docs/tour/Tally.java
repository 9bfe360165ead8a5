package dev.caravan.docs.tour;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** How often each callee is called. One task owns it at a time. */
final class Tally {
  private final Map<Callee, Count> counts = new HashMap<>();

  private static final class Count {
    long times;
  }

  /**
   * A callee and its count.
   *
   * @param callee the callee
   * @param times how often it is called
   */
  record Row(Callee callee, long times) {}

  void add(Callee callee, long times) {
    counts.computeIfAbsent(callee, _ -> new Count()).times += times;
  }

  void addAll(Tally other) {
    other.counts.forEach((callee, count) -> add(callee, count.times));
  }

  void moveTo(BiConsumer<Callee, Long> counter) {
    counts.forEach((callee, count) -> counter.accept(callee, count.times));
    counts.clear();
  }

  int size() {
    return counts.size();
  }

  long total() {
    return counts.values().stream().mapToLong(count -> count.times).sum();
  }

  /** The most called, ties by name. */
  List<Row> top(int n) {
    return counts.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue().times))
        .sorted(Comparator.comparingLong(Row::times).reversed().thenComparing(Row::callee))
        .limit(n)
        .toList();
  }
}
