package dev.caravan.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.caravan.docs.Page.Block;
import dev.caravan.docs.pictures.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing shown that the build did not run: compares every marked block of the pages with the
 * source or the run that it names. With {@code -Dcaravan.docs.refresh=true} it first writes the
 * blocks and the pictures anew.
 */
class ChaptersTest {
  private static final Path CHAPTERS = Path.of("chapters");
  private static final Path PICTURES = CHAPTERS.resolve("img");
  private static final String REFRESH = "; to write it anew: ./caravan docs --refresh";

  /** What each chapter about a model has, in this order. Others may stand between. */
  private static final List<String> SHAPE =
      List.of(
          "The problem",
          "The picture",
          "OCaml and Java, side by side",
          "What just happened",
          "Useful when, not for",
          "How it works inside",
          "Differs from upstream",
          "Exercises",
          "Names, and other libraries");

  @BeforeAll
  static void refreshIfAsked() throws IOException {
    if (Boolean.getBoolean("caravan.docs.refresh")) {
      Pictures.drawAll(PICTURES);
      for (Page page : pages()) {
        page.refresh(ChaptersTest::truth);
      }
    }
  }

  @TestFactory
  Stream<DynamicContainer> blocksShowWhatIsCompiledAndRun() throws IOException {
    return pages().stream()
        .map(page -> dynamicContainer(page.file().getFileName().toString(), blockTests(page)));
  }

  private static Stream<DynamicNode> blockTests(Page page) {
    return page.blocks().stream()
        .map(block -> dynamicTest(page.place(block), () -> check(page, block)));
  }

  private static void check(Page page, Block block) {
    if (block.kind().isEmpty()) {
      assertThat(block.language())
          .as("%s: a block of this kind needs a marker that says what it shows", page.place(block))
          .isNotIn("java", "text");
      return;
    }
    assertThat(block.language())
        .as("%s: the language of a block with the marker %s", page.place(block), block.kind())
        .isEqualTo(block.kind().equals("region") ? "java" : "text");
    assertThat(block.text())
        .as("%s shows %s%s", page.place(block), block.source(), REFRESH)
        .isEqualTo(truth(block));
  }

  private static String truth(Block block) {
    try {
      return switch (block.kind()) {
        case "region" -> Region.text(block.source());
        case "output" -> ExampleRun.output(block.source());
        default -> block.text();
      };
    } catch (Exception e) {
      throw new AssertionError("cannot get " + block.kind() + " " + block.source(), e);
    }
  }

  @TestFactory
  Stream<DynamicNode> chaptersHaveTheirShape() throws IOException {
    return pages().stream()
        .filter(page -> page.file().startsWith(CHAPTERS))
        .filter(page -> !page.file().endsWith("start-here.md"))
        .map(page ->
            dynamicTest(
                page.file().getFileName().toString(),
                () -> assertThat(page.headings()).containsSubsequence(SHAPE)));
  }

  @TestFactory
  Stream<DynamicNode> linksLeadSomewhere() throws IOException {
    return pages().stream()
        .map(page ->
            dynamicTest(
                page.file().toString(),
                () -> assertThat(page.links()).allSatisfy(link -> follow(page, link))));
  }

  private static void follow(Page page, String link) throws IOException {
    if (link.matches("[a-z]+:.*")) {
      return;
    }
    String[] parts = link.split("#", 2);
    Path target = page.file().resolveSibling(parts[0]).normalize();
    Path file = parts[0].isEmpty() ? page.file() : target;
    assertThat(Files.exists(file)).as("%s links to %s", page.file(), link).isTrue();
    if (parts.length == 2 && file.toString().endsWith(".md")) {
      assertThat(Page.read(file).anchors()).as("headings of %s", file).contains(parts[1]);
    }
  }

  @Test
  void picturesAreDrawnFromRunsAndShown() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Page page : pages()) {
      page.links().stream()
          .filter(link -> link.endsWith(".svg"))
          .map(link -> Path.of(link).getFileName().toString())
          .forEach(shown::add);
    }
    assertThat(shown).isEqualTo(new TreeSet<>(Pictures.names()));
    try (Stream<Path> files = Files.list(PICTURES)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(shown);
    }
  }

  @Test
  void everyExampleIsShown() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Page page : pages()) {
      page.blocks().stream()
          .filter(block -> block.kind().equals("region"))
          .map(block -> block.source().replaceFirst("#.*", ""))
          .forEach(shown::add);
    }
    Path root = Path.of("src/main/java/dev/caravan/docs");
    try (Stream<Path> sources = Files.walk(root.resolve("examples"))) {
      List<String> hidden =
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .filter(file -> !shown.contains(file))
              .toList();
      if (!hidden.isEmpty()) {
        fail("examples that no page shows: " + hidden);
      }
    }
  }

  private static List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    try {
      for (Path folder : List.of(CHAPTERS, Path.of("adr"), Path.of(""), Path.of(".."))) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
            pages.add(Page.read(file));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pages", e);
    }
    return pages;
  }
}
