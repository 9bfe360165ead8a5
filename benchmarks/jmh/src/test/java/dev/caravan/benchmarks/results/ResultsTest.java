package dev.caravan.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  @TempDir private Path folder;
  private Path round;

  @BeforeEach
  void aRoundIsThere() throws IOException {
    round = folder.resolve("round-1-workers-2.json");
    Files.writeString(round, Samples.rounds()[0]);
  }

  @Test
  void theEnvironmentIsReadBack() throws IOException {
    Results.write(Samples.environment(true), folder);
    assertThat(Results.read(folder).environment()).isEqualTo(Samples.environment(true));
  }

  @Test
  void aSmokeRunMakesRoom() throws IOException {
    Results.write(Samples.environment(true), folder);
    Results.makeRoom(folder);
    assertThat(round).doesNotExist();
  }

  @Test
  void aFullRunIsNotReplaced() throws IOException {
    Results.write(Samples.environment(false), folder);
    assertThatThrownBy(() -> Results.makeRoom(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the results of a full run");
    assertThat(round).exists();
  }

  @Test
  void aFolderThatIsNotThereHasRoom() throws IOException {
    Results.makeRoom(folder.resolve("new"));
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void thisMachineIsDescribed() {
    Environment here = Environment.here("pool", true, "command", "settings", folder);
    assertThat(here.cores()).isPositive();
    assertThat(here.cpu()).isNotBlank();
    assertThat(here.commit()).isEqualTo("unknown");
  }
}
