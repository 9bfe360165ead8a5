package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  @TempDir Path folder;

  @Test
  void findsClassesInFoldersAndInTheirJarsAndNothingElse() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("a/b"));
    Files.write(inner.resolve("Seller.class"), SampleCode.seller());
    Files.writeString(inner.resolve("notes.txt"), "not code");
    Path jar =
        SampleCode.jar(
            inner.resolve("lib.jar"),
            Map.of("x/Dreamer.class", SampleCode.dreamer(), "META-INF/MANIFEST.MF", new byte[0]));
    try (Input input = Input.of(List.of(folder))) {
      assertThat(input.classes())
          .extracting(ClassSource::name)
          .containsExactly(inner.resolve("Seller.class").toString(), jar + "!/x/Dreamer.class");
      assertThat(input.classes().get(0).bytes()).isEqualTo(SampleCode.seller());
      assertThat(input.classes().get(1).bytes()).isEqualTo(SampleCode.dreamer());
      assertThat(input.problems()).isEmpty();
    }
  }

  @Test
  void namesWhatCannotBeOpenedAndGoesOn() throws IOException {
    Path broken = Files.write(folder.resolve("broken.jar"), SampleCode.GARBAGE);
    Path outer =
        SampleCode.jar(folder.resolve("outer.jar"), Map.of("lib/inner.jar", SampleCode.GARBAGE));
    Files.write(folder.resolve("Seller.class"), SampleCode.seller());
    Path missing = folder.resolve("missing");
    try (Input input = Input.of(List.of(missing, folder))) {
      assertThat(input.classes()).hasSize(1);
      assertThat(input.problems())
          .extracting(Problem::name)
          .containsExactly(broken.toString(), missing.toString(), outer + "!/lib/inner.jar");
      assertThat(input.problems().get(0).what())
          .isEqualTo("is neither a folder, a readable jar nor a class file");
      assertThat(input.problems().get(1).what()).isEqualTo("no such file or folder");
    }
  }

  @Test
  void takesALinkToAFolder() throws IOException {
    Path real = SampleCode.many(folder.resolve("real"), 2, 0);
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (Input input = Input.of(List.of(link))) {
      assertThat(input.classes()).hasSize(2);
    }
  }

  @Test
  void isTheRunningJdkByDefault() {
    try (Input input = Input.of(List.of())) {
      assertThat(input.problems()).isEmpty();
      assertThat(input.classes())
          .hasSizeGreaterThan(5_000)
          .anyMatch(source -> source.name().equals("jrt:/java.base/java/lang/Object.class"));
    }
  }
}
