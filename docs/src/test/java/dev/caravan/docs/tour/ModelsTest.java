package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {
  @TempDir Path folder;

  static Stream<Model> models() {
    return Models.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void countsExactlyWithAnyNumberOfWorkers(Model model) throws IOException {
    SampleCode.many(folder, 200, 100);
    Files.write(folder.resolve("Broken.class"), SampleCode.truncated());
    try (Input input = Input.of(List.of(folder))) {
      for (int workers : new int[] {1, 2, 5}) {
        LongAdder steps = new LongAdder();
        Figures figures = model.run(input.classes(), steps::increment, workers).figures();
        assertThat(steps.sum()).isEqualTo(301);
        assertThat(figures.classes()).isEqualTo(300);
        assertThat(figures.methods()).isEqualTo(300);
        assertThat(figures.instructions()).isEqualTo(200 * 4 + 100 * 3);
        assertThat(figures.calls()).isEqualTo(200 * 3 + 100);
        assertThat(figures.dynamicCalls()).isEqualTo(100);
        assertThat(figures.top())
            .containsExactly(
                new Tally.Row(new Callee("sample/Shop", "sell"), 400),
                new Tally.Row(new Callee("sample/Shop", "open"), 300));
        assertThat(figures.topDynamic())
            .containsExactly(new Tally.Row(new Callee("sample/Dreams", "dream"), 100));
        assertThat(figures.problems())
            .singleElement()
            .satisfies(problem -> {
              assertThat(problem.name()).endsWith("Broken.class");
              assertThat(problem.what()).startsWith("malformed class file: ");
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void findsNothingInNothing(Model model) {
    assertThat(model.run(List.of(), () -> {}, 2).figures().classes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("models")
  void carriesItsOwnSource(Model model) {
    ModelSource source = ModelSource.of(model);
    assertThat(source.body()).startsWith("/**").contains("\"" + model.name() + "\"");
    assertThat(source.linesOfCode()).isBetween(10L, 40L);
  }

  @Test
  void linesOfCodeAreNeitherBlankNorCommentNorImport() {
    ModelSource source =
        new ModelSource(
            "package a;\n\nimport b.C;\n\n/** Doc.\n * More.\n */\nclass A {\n  // why\n  int b; // c\n}\n");
    assertThat(source.linesOfCode()).isEqualTo(3);
  }

  @Test
  void aTourFailsWhenModelsDisagree() throws IOException {
    SampleCode.many(folder, 3, 0);
    try (Input input = Input.of(List.of(folder))) {
      List<Model> models = List.of(new SequentialModel(), new ForgetfulModel());
      ProgressDisplay display =
          new ProgressDisplay(
              new PrintWriter(Writer.nullWriter()), new ProgressDisplay.Style(false, false));
      assertThatThrownBy(() -> new Tour(models, input.classes(), 1, display).run(false))
          .isInstanceOf(Disagreement.class)
          .hasMessageContaining("sequential and forgetful disagree")
          .hasMessageContainingAll("--- sequential", "--- forgetful");
    }
  }

  /** Loses the last class. */
  static final class ForgetfulModel implements Model {
    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public String module() {
      return "nowhere";
    }

    @Override
    public Summary run(List<ClassSource> classes, Progress progress, int workers) {
      return Summary.ofAll(classes.subList(0, classes.size() - 1), progress);
    }
  }
}
