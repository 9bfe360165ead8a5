package dev.caravan.benchmarks.results;

import java.io.IOException;
import java.util.List;

/** Results as JMH writes them, made up. */
public final class Samples {
  private Samples() {}

  /** Two rounds of a benchmark with two Caravan rows and three contenders. */
  public static String[] rounds() {
    return new String[] {round("[1.0, 1.1, 0.9]"), round("[1.2, 0.8, 1.0]")};
  }

  private static String round(String caravan) {
    return "["
        + String.join(
            ",",
            result("Fib.caravan", "ns/op", caravan),
            result("Fib.caravanPrimitive", "ns/op", "[0.5, 0.5, 0.51]"),
            result("Fib.forkJoinPool", "ns/op", "[2.0, 2.0, 2.0]"),
            result("Fib.slowButClose", "us/op", "[0.00102, 0.00099, 0.00104]"),
            result("Fib.quick", "ns/op", "[0.25, 0.25, 0.25]"))
        + "]";
  }

  private static String result(String method, String unit, String scores) {
    return """
    {"jmhVersion": "1.37", "benchmark": "dev.caravan.benchmarks.pool.%s", "mode": "avgt",
     "params": {"workers": "2", "size": "10"},
     "primaryMetric": {"score": 0, "scoreUnit": "%s", "rawData": [%s]},
     "secondaryMetrics": {"gc.alloc.rate.norm": {"scoreUnit": "B/op", "rawData": [[24, 24, 24]]}}}
    """
        .formatted(method, unit, scores);
  }

  static Results results(boolean smoke) throws IOException {
    return new Results(environment(smoke), JmhFiles.parse(rounds()));
  }

  /** An environment. */
  public static Environment environment(boolean smoke) {
    return new Environment(
        "pool",
        smoke,
        "2026-01-02T03:04:05Z",
        "./caravan bench pool -- '<Fib>'",
        "2 rounds",
        "abc123",
        2,
        "A & B",
        "8 GiB",
        "Linux",
        "JDK",
        "0.1");
  }

  static Comparison line(List<Comparison> lines, String contender, String caravan) {
    return lines.stream()
        .filter(l -> l.contender().contender().equals(contender) && l.caravan().equals(caravan))
        .findFirst()
        .orElseThrow();
  }
}
