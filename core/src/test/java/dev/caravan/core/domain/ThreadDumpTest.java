package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import dev.caravan.core.trace.Jcmd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fibers that have a thread of their own stand in the JDK's dump of all threads. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ThreadDumpTest {
  @TempDir Path folder;

  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values())
        .filter(engine -> engine.isAvailable() && engine != Engine.CONTINUATION);
  }

  static boolean domainsHaveContainers() {
    return Engine.LOOP.isAvailable() && Engine.CONTINUATION.isAvailable();
  }

  private String dump(String file) throws IOException {
    Path path = folder.resolve(file);
    return Blocking.call(() -> {
      assertThat(Jcmd.run("Thread.dump_to_file", "-format=json", path.toString()))
          .contains("Created");
      return Files.readString(path);
    });
  }

  /** A dump while a fiber waits, and one after it has ended. */
  private List<String> dumps(Domain domain) throws IOException {
    Trigger over = new Trigger("the end");
    domain.spawnLast("patient fiber", Context.EMPTY, over::await);
    domain.yieldNow();
    String during = dump("during.json");
    over.signal();
    domain.yieldNow();
    return List.of(during, dump("after.json"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberStandsThereAsLongAsItLives(Engine engine) throws IOException {
    List<String> dumps =
        Domain.builder().engine(engine).<List<String>, IOException>run(this::dumps);
    assertThat(dumps.getFirst()).contains("\"patient fiber\"");
    assertThat(dumps.getLast()).doesNotContain("patient fiber");
  }

  @Test
  @EnabledIf("domainsHaveContainers")
  void theFibersOfADomainStandTogetherAsLongAsItRuns() throws IOException {
    List<String> dumps = new ArrayList<>();
    String name =
        Domain.builder()
            .engine(Engine.LOOP)
            .<String, IOException>run(domain -> {
              dumps.addAll(dumps(domain));
              return domain.toString();
            });
    String container = "\"container\": \"" + name + "\\/";
    assertThat(between(container, "\"container\":", dumps.getFirst()))
        .contains("\"patient fiber\"")
        .contains("\"main\"");
    assertThat(dumps.getFirst()).containsOnlyOnce("\"patient fiber\"");
    assertThat(dump("ended.json")).doesNotContain(container);
  }

  private static String between(String begin, String end, String text) {
    int from = text.indexOf(begin);
    assertThat(from).as(begin).isNotNegative();
    int to = text.indexOf(end, from + begin.length());
    return text.substring(from, to < 0 ? text.length() : to);
  }
}
