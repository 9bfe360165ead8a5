package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourMainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int tour(String... args) {
    return tour(Models.ALL, false, args);
  }

  private int tour(List<Model> models, boolean terminal, String... args) {
    return TourMain.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        new ProgressDisplay.Style(terminal, false),
        models,
        args);
  }

  private String input() throws IOException {
    return SampleCode.many(folder.resolve("classes"), 20, 10).toString();
  }

  @Nested
  class OnGoodInput {
    @Test
    void showsTheAnswerAndTheTable() throws IOException {
      assertThat(tour("--input", input(), "--workers", "2", "--no-report")).isZero();
      assertThat(out.toString())
          .containsPattern("classes +30\n")
          .containsPattern("instructions +110\n")
          .containsPattern("1 +40 +sample.Shop.sell\n")
          .containsPattern("sequential +java.base +\\d+ +[\\d.]+ m?s +1.00 +yes")
          .containsPattern("futures +caravan-core +\\d+ +[\\d.]+ m?s +\\d+\\.\\d\\d +yes")
          .containsPattern("fork-join +caravan-core +\\d+ +[\\d.]+ m?s +\\d+\\.\\d\\d +yes")
          .containsPattern("channels +caravan-core +\\d+ +[\\d.]+ m?s +\\d+\\.\\d\\d +yes")
          .containsPattern("transactions +caravan-core +\\d+ +[\\d.]+ m?s +\\d+\\.\\d\\d +yes")
          .contains("  30 class files\n", "2 workers; median of 5 timed passes")
          .containsOnlyOnce("The input is too small for these times to mean anything.")
          .doesNotContain("could not be read", "Report:");
    }

    @Test
    void rotatesTheOrderOfTheModels() throws IOException {
      assertThat(tour("--input", input(), "--no-report")).isZero();
      assertThat(err.toString().lines().map(line -> line.substring(0, 26).strip()))
          .startsWith(
              "warm-up       sequential",
              "warm-up       futures",
              "warm-up       fork-join",
              "warm-up       channels",
              "warm-up       transactions",
              "warm-up       eio",
              "round 1 of 5  sequential",
              "round 1 of 5  futures",
              "round 1 of 5  fork-join",
              "round 1 of 5  channels",
              "round 1 of 5  transactions",
              "round 1 of 5  eio",
              "round 2 of 5  futures",
              "round 2 of 5  fork-join",
              "round 2 of 5  channels",
              "round 2 of 5  transactions",
              "round 2 of 5  eio",
              "round 2 of 5  sequential");
    }

    @Test
    void drawsABarOnATerminalAndErasesIt() throws IOException {
      assertThat(tour(Models.ALL, true, "--input", input(), "--no-report")).isZero();
      assertThat(err.toString()).endsWith("\r\u001b[K").doesNotContain("\n");
    }

    @Test
    void runsOnlyTheModelsAskedFor() throws IOException {
      assertThat(tour("--input", input(), "--no-report", "--model", "fork-join", "futures"))
          .isZero();
      assertThat(out.toString())
          .containsPattern("futures .* - +yes")
          .containsPattern("fork-join .* - +yes")
          .doesNotContain("sequential");
    }
  }

  @Nested
  class OnBadInput {
    @Test
    void namesAndCountsWhatItLeavesOut() throws IOException {
      Path jar =
          SampleCode.jar(
              folder.resolve("lib.jar"),
              Map.of("Bad.class", SampleCode.truncated(), "Seller.class", SampleCode.seller()));
      Path broken = Files.write(folder.resolve("broken.jar"), SampleCode.GARBAGE);
      Path missing = folder.resolve("missing.jar");
      assertThat(tour("--input", folder.toString(), "--input", missing.toString(), "--no-report"))
          .isZero();
      assertThat(err.toString())
          .containsOnlyOnce("left out: " + broken + ": ")
          .containsOnlyOnce("left out: " + missing + ": no such file or folder")
          .containsOnlyOnce("left out: " + jar + "!/Bad.class: malformed class file: ");
      assertThat(out.toString())
          .containsPattern("classes +1\n")
          .containsPattern("not read +3\n")
          .contains("3 things could not be read");
    }

    @Test
    void refusesToAnalyseNothing() throws IOException {
      assertThat(tour("--input", folder.resolve("missing").toString(), "--no-report")).isEqualTo(2);
      assertThat(err.toString())
          .contains(
              "missing: no such file or folder", "Nothing to analyse: there is no class file");
      assertThat(tour("--input", folder.toString(), "--no-report")).isEqualTo(2);
      Files.write(folder.resolve("Bad.class"), SampleCode.GARBAGE);
      assertThat(tour("--input", folder.toString(), "--no-report")).isEqualTo(2);
      assertThat(err.toString())
          .contains("Nothing to analyse: no class file in " + folder + " can");
      assertThat(out.toString()).contains("  1 class file\n").doesNotContain("Report:");
    }

    @Test
    void findsOutInOnePassThatNothingCanBeRead() throws IOException {
      Path bad = Files.write(folder.resolve("Bad.class"), SampleCode.GARBAGE);
      assertThat(tour("--input", bad.toString(), "--no-report")).isEqualTo(2);
      assertThat(err.toString()).contains("warm-up").doesNotContain("futures", "round");
    }

    @Test
    void failsWhenModelsDisagree() throws IOException {
      List<Model> models = List.of(new SequentialModel(), new ModelsTest.ForgetfulModel());
      assertThat(tour(models, false, "--input", input(), "--no-report")).isEqualTo(1);
      assertThat(err.toString()).contains("sequential and forgetful disagree");
    }
  }

  @Nested
  class OnWrongUsage {
    @Test
    void exitsWithTwoAndSaysWhatIsWrong() throws IOException {
      refuses(
          "there is no model 'magic'; there are sequential, futures, fork-join, channels, transactions, eio",
          "--model",
          "magic");
      refuses("--workers is 1 to 1024, not 0", "--workers", "0");
      refuses("--input needs a path", "--input=");
      refuses("--input needs a path", "--input", folder.toString(), "--input", "");
      refuses("'many' is not an int", "--workers", "many");
      refuses("Unknown option: '--fast'", "--fast");
      refuses("exclude each other", "--report", "x.html", "--no-report");
      refuses(
          "not a file in an existing folder", "--report", folder.resolve("no/x.html").toString());
      refuses("not a file in an existing folder", "--report", folder.toString());
    }

    private void refuses(String message, String... args) {
      assertThat(tour(args)).as(message).isEqualTo(2);
      assertThat(err.toString()).contains(message).contains("(see caravan tour --help)");
    }

    @Test
    void explainsItself() {
      assertThat(tour("--help")).isZero();
      assertThat(out.toString())
          .contains("caravan tour", "--input", "--workers", "--model", "--report", "--no-report")
          .contains("Exit codes:");
      assertThat(out.toString().replaceAll("\\s+", " "))
          .contains("sequential, futures, fork-join, channels, transactions, eio.");
    }
  }

  @Nested
  class ItsReport {
    private String report(String... more) throws IOException {
      Path file = folder.resolve("report.html");
      List<String> args = new ArrayList<>(List.of(more));
      args.addAll(List.of("--workers", "2", "--report", file.toString()));
      assertThat(tour(args.toArray(String[]::new))).isZero();
      assertThat(out.toString()).contains("Report: " + file);
      return Files.readString(file);
    }

    @Test
    void needsNothingButItself() throws IOException {
      assertThat(report("--input", input()))
          .doesNotContainPattern("(?i)https?:|//[a-z]|<link|<script|@import|url\\(|\\bsrc=");
    }

    @Test
    void holdsAnswerTableTimelinesAndCode() throws IOException {
      assertThat(report("--input", input()))
          .contains("sample.Shop.sell", "sample.Dreams.dream")
          .containsPattern("<td>fork-join</td><td>caravan-core</td><td class=\"number\">\\d+</td>")
          .containsPattern("caller <span class=\"soft\">\\d+ % busy")
          .containsPattern("worker \\d <span class=\"soft\">\\d+ % busy")
          .containsPattern("<rect x=\"[\\d.]+\" y=\"0\" width=\"[\\d.]+\"")
          .contains("<span class=\"k\">final</span> <span class=\"k\">class</span> ForkJoinModel")
          .contains("prefers-color-scheme: dark")
          .doesNotContain("<h2>Left out</h2>", "NaN", "Infinity");
    }

    @Test
    void listsWhatWasLeftOutAndEscapesIt() throws IOException {
      Path odd = Files.createDirectories(folder.resolve("a<b>&c"));
      Files.write(odd.resolve("Seller.class"), SampleCode.seller());
      Files.write(odd.resolve("broken.jar"), SampleCode.GARBAGE);
      assertThat(report("--input", odd.toString()))
          .contains("<h2>Left out</h2>", "a&lt;b&gt;&amp;c/broken.jar")
          .doesNotContain("a<b>");
    }
  }
}
