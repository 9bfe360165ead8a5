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

  /**
   * Removes the figures of a smoke run from a folder, so that they do not mix with new ones.
   *
   * @throws IOException if the folder holds a full run, which is too dear to be replaced
   */
  public static void makeRoom(Path folder) throws IOException {
    List<Path> old = Files.isDirectory(folder) ? JmhFiles.in(folder) : List.of();
    if (!old.isEmpty() && !read(folder).environment().smoke()) {
      throw new IOException(folder + " holds the results of a full run; choose another with --out");
    }
    for (Path file : old) {
      Files.delete(file);
    }
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
