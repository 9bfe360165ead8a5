package dev.caravan.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Javadoc build looks at regions only when a main source has changed; this looks always. */
class SnippetRegionsTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path SNIPPETS = Path.of("src/test/java/dev/caravan/core/SnippetsTest.java");
  private static final Pattern SHOWN = Pattern.compile("\\{@snippet [^}]*region=\"([^\"]+)\"");
  private static final Pattern STARTED = Pattern.compile("@start region=\"([^\"]+)\"");

  @Test
  void theRegionsAreThoseThatTheJavadocShows() throws IOException {
    Set<String> shown = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(MAIN)) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        shown.addAll(names(SHOWN, source));
      }
    }

    assertThat(shown).contains("pool").isEqualTo(names(STARTED, SNIPPETS));
  }

  private static Set<String> names(Pattern pattern, Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    pattern.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
    return names;
  }
}
