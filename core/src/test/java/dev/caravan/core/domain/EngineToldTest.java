package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.caravan.core.kernel.FailOnHang;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A process tells its log once which engine its domains run on. Its own process, as it is once. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class EngineToldTest {
  /** Runs each engine's domains, several, also at once. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      ((Logger) LoggerFactory.getLogger(Domain.class)).setLevel(Level.INFO);
      for (int i = 0; i < 3; i++) {
        DomainOrderTest.engines().forEach(Program::runTwoAtOnce);
      }
    }

    private static void runTwoAtOnce(Engine engine) {
      Domain.builder()
          .engine(engine)
          .run(outer ->
              Domain.builder()
                  .engine(engine)
                  .run(inner -> {
                    System.out.println("runs on " + inner.engine());
                    return null;
                  }));
    }
  }

  @Test
  void anEngineIsLoggedOnceInAProcess() throws IOException {
    assumeFalse(Domain.class.getModule().isNamed(), "the module does not read logback");
    List<String> lines = linesOf(Program.class, "--add-opens=java.base/java.lang=ALL-UNNAMED");
    for (Engine engine : List.of(Engine.LOOP, Engine.BATON)) {
      String told = "domains run on the engine " + engine;
      assertThat(lines).filteredOn(line -> line.endsWith(told)).as(told).hasSize(1);
      assertThat(lines).filteredOn(("runs on " + engine)::equals).hasSize(3);
    }
  }

  @Test
  void anEngineThatNoDomainRunsOnIsNotLogged() throws IOException {
    assumeFalse(Domain.class.getModule().isNamed(), "the module does not read logback");
    assertThat(linesOf(Program.class))
        .filteredOn(line -> line.contains("domains run on the engine"))
        .singleElement()
        .asString()
        .startsWith("INFO")
        .endsWith("BATON");
  }

  private static List<String> linesOf(Class<?> program, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      return lines.lines().collect(Collectors.toList());
    }
  }
}
