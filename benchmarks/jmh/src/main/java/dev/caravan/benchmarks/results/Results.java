package dev.caravan.benchmarks.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run that has been kept: where it ran, and what came out.
 *
 * @param environment where it ran
 * @param measurements what came out
 */
public record Results(Environment environment, List<Measurement> measurements) {
  private static final String ENVIRONMENT = "environment.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Reads a folder that a run wrote.
   *
   * @throws IOException if it cannot be read or holds no results
   */
  public static Results read(Path folder) throws IOException {
    List<Measurement> measurements = JmhFiles.read(folder);
    Path file = folder.resolve(ENVIRONMENT);
    if (!Files.exists(file)) {
      throw new IOException("no " + ENVIRONMENT + " in " + folder);
    }
    return new Results(JSON.readValue(file.toFile(), Environment.class), measurements);
  }

  /** Keeps the environment of a run beside its figures. */
  public static void write(Environment environment, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(ENVIRONMENT), JSON.writeValueAsString(environment) + "\n");
  }

  /** The lines of the table. */
  public List<Comparison> comparisons() {
    return Comparison.of(measurements);
  }
}
