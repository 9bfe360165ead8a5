package dev.caravan.docs.exercises;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every exercise has its hole, a test, a solution and a place in a chapter. */
class ExercisesTest {
  private static final Path FOLDER = Path.of("src/test/java/dev/caravan/docs/exercises");

  @Test
  void everyExerciseIsComplete() throws IOException {
    StringBuilder chapters = new StringBuilder();
    try (Stream<Path> pages = Files.list(Path.of("chapters"))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        chapters.append(Files.readString(page));
      }
    }
    List<Path> exercises = exercises();
    assertThat(exercises).isNotEmpty();
    assertThat(exercises)
        .allSatisfy(file -> {
          String name = file.getFileName().toString().replace(".java", "");
          assertThat(file.resolveSibling(name + "Test.java")).exists();
          assertThat(file.resolveSibling(name + "Solution.java")).exists();
          assertThat(chapters).as("the chapters").contains("`" + name + "`");
        });
  }

  private static List<Path> exercises() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().matches(".*/exercises/[a-z]+/.*\\.java"))
          .filter(file -> !file.toString().matches(".*(Test|Solution)\\.java"))
          .filter(file -> contains(file, "throw Exercise.yours("))
          .toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
