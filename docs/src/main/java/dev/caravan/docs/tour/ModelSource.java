package dev.caravan.docs.tour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The source of a model, which the build puts beside its class.
 *
 * @param text the whole file
 */
record ModelSource(String text) {
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  static ModelSource of(Model model) {
    Class<?> type = model.getClass();
    String file = type.getSimpleName() + ".java";
    try (InputStream in = type.getResourceAsStream(file)) {
      return new ModelSource(
          in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Lines that are not blank, comment, package or import. */
  long linesOfCode() {
    return COMMENT
        .matcher(text)
        .replaceAll("")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.matches("(package|import) .*"))
        .count();
  }

  /** From the first Javadoc on: without package and imports. */
  String body() {
    int start = text.indexOf("/**");
    return start < 0 ? text : text.substring(start);
  }
}
