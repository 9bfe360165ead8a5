package dev.caravan.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The part of a source between {@code // region NAME} and {@code // endregion}. */
final class Region {
  private static final List<Path> ROOTS =
      List.of(Path.of("src/main/java/dev/caravan/docs"), Path.of("src/test/java/dev/caravan/docs"));

  private Region() {}

  /**
   * Reads a region.
   *
   * @param reference {@code FILE#NAME}, the file below {@code dev/caravan/docs}
   * @return its lines, moved to the left margin
   */
  static String text(String reference) {
    String[] parts = reference.split("#", 2);
    if (parts.length != 2) {
      throw new AssertionError("a region is FILE#NAME, not " + reference);
    }
    List<String> lines = read(parts[0]);
    int begin = find(lines, 0, "// region " + parts[1], reference);
    int end = find(lines, begin, "// endregion", reference);
    List<String> inside = lines.subList(begin + 1, end);
    if (inside.stream().anyMatch(line -> line.strip().startsWith("// region "))) {
      throw new AssertionError("the region " + reference + " has no end of its own");
    }
    return String.join("\n", inside).stripTrailing().stripIndent();
  }

  private static List<String> read(String file) {
    for (Path root : ROOTS) {
      if (Files.isRegularFile(root.resolve(file))) {
        try {
          return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read " + root.resolve(file), e);
        }
      }
    }
    throw new AssertionError("no source " + file + " in " + ROOTS);
  }

  private static int find(List<String> lines, int from, String mark, String reference) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(mark)) {
        return i;
      }
    }
    throw new AssertionError("no line \"" + mark + "\" for the region " + reference);
  }
}
