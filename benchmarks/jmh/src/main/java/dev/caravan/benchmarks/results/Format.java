package dev.caravan.benchmarks.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** How the lines of a run are printed. */
public enum Format {
  /** Aligned columns, with a legend. */
  TABLE {
    @Override
    public String write(Results results) {
      return table(results);
    }
  },
  /** Comma-separated values, with a header. */
  CSV {
    @Override
    public String write(Results results) {
      return cells(results).stream()
          .map(line -> String.join(",", line) + "\n")
          .collect(Collectors.joining());
    }
  },
  /** The environment and the lines as one object. */
  JSON {
    @Override
    public String write(Results results) {
      return json(results);
    }
  };

  /** What a smoke run says of itself. */
  public static final String SMOKE = "smoke run: figures are not for publication";

  private static final List<String> COLUMNS =
      List.of(
          "benchmark",
          "params",
          "contender",
          "ns_per_op",
          "error",
          "ratio_to_caravan",
          "caravan_row",
          "verdict",
          "bytes_per_op");

  private static final String LEGEND =
      """
      ratio_to_caravan: the contender's time over that of Caravan's row; above 1, Caravan is faster
      error: half of the 99.9 % interval; where two intervals overlap there is no difference
      """;

  /** Writes results as text that ends in a line break. */
  public abstract String write(Results results);

  private static List<List<String>> cells(Results results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(COLUMNS);
    results.comparisons().forEach(c -> lines.add(cells(c)));
    return lines;
  }

  private static List<String> cells(Comparison line) {
    Measurement m = line.contender();
    return List.of(
        m.benchmark(),
        m.paramsText(),
        m.contender(),
        number(m.nsPerOp()),
        number(m.error()),
        number(line.ratio()),
        line.caravan(),
        line.verdict().toString(),
        number(m.bytesPerOp()));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  /** Three decimals, and nothing for what is unknown. */
  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String table(Results results) {
    List<List<String>> lines = cells(results);
    int[] widths = new int[COLUMNS.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(aligned(line, widths)).append('\n'));
    text.append('\n').append(LEGEND);
    if (results.environment().smoke()) {
      text.append(SMOKE).append('\n');
    }
    return text.toString();
  }

  private static String aligned(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - line.get(i).length());
      text.append(isNumber(i) ? gap + line.get(i) : line.get(i) + gap).append("  ");
    }
    return text.toString().stripTrailing();
  }

  private static boolean isNumber(int column) {
    String name = COLUMNS.get(column);
    return name.endsWith("_per_op") || name.equals("error") || name.startsWith("ratio");
  }

  private static String json(Results results) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("environment", results.environment());
    whole.put("results", results.comparisons().stream().map(Format::object).toList());
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(whole)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> object(Comparison line) {
    Measurement m = line.contender();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("benchmark", m.benchmark());
    object.put("params", m.params());
    object.put("contender", m.contender());
    object.put("ns_per_op", m.nsPerOp());
    object.put("error", known(OptionalDouble.of(m.error())));
    object.put("ratio_to_caravan", known(line.ratio()));
    object.put("caravan_row", line.caravan());
    object.put("verdict", line.verdict().toString());
    object.put("bytes_per_op", known(m.bytesPerOp()));
    object.put("iterations", m.samples().size());
    return object;
  }

  private static Double known(OptionalDouble value) {
    return value.isEmpty() || Double.isNaN(value.getAsDouble()) ? null : value.getAsDouble();
  }
}
