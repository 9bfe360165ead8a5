package dev.caravan.benchmarks.results;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What was measured of one contender in one benchmark with one set of parameters, over all forks.
 *
 * @param benchmark the simple name of the workload's class
 * @param params the parameters, by name
 * @param contender the name of the benchmark method
 * @param samples nanoseconds per operation, one for each iteration of each fork
 * @param bytes bytes allocated per operation, one for each iteration; empty if not measured
 */
public record Measurement(
    String benchmark,
    Map<String, String> params,
    String contender,
    List<Double> samples,
    List<Double> bytes) {

  private static final double CONFIDENCE = 0.999;

  public Measurement {
    params = new TreeMap<>(params);
    samples = List.copyOf(samples);
    bytes = List.copyOf(bytes);
  }

  /** Whether this is one of Caravan's rows: a benchmark may have several. */
  public boolean isCaravan() {
    return contender.startsWith("caravan");
  }

  /** Whether this is no contender, but the least that the others could take. */
  public boolean isLowerBound() {
    return contender.startsWith("bare");
  }

  /** The mean time of an operation, in nanoseconds. */
  public double nsPerOp() {
    return statistics().getMean();
  }

  /** Half of the 99.9 % confidence interval; NaN with fewer than three iterations. */
  public double error() {
    return statistics().getMeanErrorAt(CONFIDENCE);
  }

  private ListStatistics statistics() {
    return new ListStatistics(samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The mean of the bytes allocated per operation. */
  public OptionalDouble bytesPerOp() {
    return bytes.stream().mapToDouble(Double::doubleValue).average();
  }

  /** The parameters as one text without commas. */
  public String paramsText() {
    return params.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Whether both measure the same benchmark with the same parameters. */
  public boolean besides(Measurement other) {
    return benchmark.equals(other.benchmark) && params.equals(other.params);
  }
}
