package dev.caravan.benchmarks.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the JSON that JMH wrote, one file for each round and number of workers, and merges what
 * belongs together: the iterations of all rounds count alike.
 */
public final class JmhFiles {
  private static final Map<String, Double> NANOS =
      Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op", 1e9);
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final Map<List<Object>, Measurement> merged = new LinkedHashMap<>();

  private JmhFiles() {}

  /**
   * Reads a folder of results.
   *
   * @throws IOException if it cannot be read or holds no results
   */
  public static List<Measurement> read(Path folder) throws IOException {
    List<Path> files = in(folder);
    if (files.isEmpty()) {
      throw new IOException("no results in " + folder + ": it has no file round-*.json");
    }
    JmhFiles reader = new JmhFiles();
    for (Path file : files) {
      reader.add(file.toString(), Files.readString(file));
    }
    return List.copyOf(reader.merged.values());
  }

  /** The files of results in a folder. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(JmhFiles::isRound).sorted().toList();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no folder " + folder, e);
    }
  }

  private static boolean isRound(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("round-") && name.endsWith(".json");
  }

  /** Reads the contents of files of one run. */
  public static List<Measurement> parse(String... contents) throws IOException {
    JmhFiles reader = new JmhFiles();
    for (String json : contents) {
      reader.add("the given text", json);
    }
    return List.copyOf(reader.merged.values());
  }

  private void add(String source, String json) throws IOException {
    for (JsonNode result : new ObjectMapper().readTree(json)) {
      try {
        Measurement m = measurement(result);
        merged.merge(List.of(m.benchmark(), m.params(), m.contender()), m, JmhFiles::both);
      } catch (IllegalArgumentException e) {
        throw new IOException(source + ": " + e.getMessage(), e);
      }
    }
  }

  private static Measurement measurement(JsonNode result) {
    String method = result.path("benchmark").asText();
    String[] names = method.split("\\.");
    if (names.length < 2) {
      throw new IllegalArgumentException("not a result of JMH: " + result);
    }
    Map<String, String> params = new TreeMap<>();
    result.path("params").properties().forEach(p -> params.put(p.getKey(), p.getValue().asText()));
    JsonNode metric = result.path("primaryMetric");
    String unit = metric.path("scoreUnit").asText();
    Double nanos = NANOS.get(unit);
    if (nanos == null) {
      throw new IllegalArgumentException(
          method + " is measured in " + unit + ", not in time per operation (use -bm avgt or ss)");
    }
    return new Measurement(
        names[names.length - 2],
        params,
        names[names.length - 1],
        samples(metric, nanos),
        samples(result.path("secondaryMetrics").path(ALLOCATION), 1.0));
  }

  private static List<Double> samples(JsonNode metric, double factor) {
    List<Double> samples = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      for (JsonNode score : fork) {
        samples.add(score.asDouble() * factor);
      }
    }
    return samples;
  }

  private static Measurement both(Measurement a, Measurement b) {
    return new Measurement(
        a.benchmark(),
        a.params(),
        a.contender(),
        concat(a.samples(), b.samples()),
        concat(a.bytes(), b.bytes()));
  }

  private static List<Double> concat(List<Double> a, List<Double> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
