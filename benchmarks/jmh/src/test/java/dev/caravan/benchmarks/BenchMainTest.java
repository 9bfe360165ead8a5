package dev.caravan.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.benchmarks.results.Results;
import dev.caravan.benchmarks.results.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    return BenchMain.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void withoutArgumentsListsTheGroups() {
    assertThat(bench()).isZero();
    assertThat(out.toString()).containsPattern("(?m)^ +pool +fork-join");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(bench("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--smoke", "--check", "--rounds", "--format", "--out", "--report", "bench report");
  }

  @Test
  void anUnknownGroupIsRefusedWithTheList() {
    assertThat(bench("nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no group 'nonsense'").containsPattern(" pool ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void optionsWithoutAGroupAreRefused() {
    assertThat(bench("--smoke")).isEqualTo(2);
    assertThat(err.toString()).contains("which group?");
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThat(bench("pool", "--format", "xml")).isEqualTo(2);
    assertThat(err.toString()).contains("xml");
  }

  @Test
  void argumentsThatJmhDoesNotKnowAreRefused() {
    assertThat(bench("pool", "--", "--nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("JMH does not understand").contains("nonsense");
  }

  @Test
  void noRoundsAreRefused() {
    assertThat(bench("pool", "--rounds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds is at least 1, not 0");
  }

  @Test
  void aPatternThatMatchesNothingIsRefused(@TempDir Path folder) {
    System.setProperty("jmh.ignoreLock", "true");
    assertThat(bench("pool", "--out", folder.toString(), "--", "Nothing")).isEqualTo(2);
    assertThat(err.toString()).contains("no benchmark of pool matches");
  }

  @Test
  void anOldRunIsDrawnAgain(@TempDir Path folder) throws IOException {
    String[] rounds = Samples.rounds();
    Files.writeString(folder.resolve("round-1-workers-2.json"), rounds[0]);
    Files.writeString(folder.resolve("round-2-workers-2.json"), rounds[1]);
    Results.write(Samples.environment(false), folder);
    assertThat(bench("report", folder.toString())).isZero();
    assertThat(folder.resolve("report.html")).content().contains("Caravan benchmarks: pool");
  }

  @Test
  void aFolderWithoutResultsIsRefused(@TempDir Path folder) {
    assertThat(bench("report", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no results in " + folder);
  }

  @Test
  void theCommandCanBeTypedAgain() {
    assertThat(Home.command(List.of("pool", "--", "-p", "workers=2", ".*a b")))
        .isEqualTo("./caravan bench pool -- -p workers=2 '.*a b'");
  }
}
