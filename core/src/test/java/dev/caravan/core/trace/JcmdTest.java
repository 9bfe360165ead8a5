package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CreationSites;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for what, seen from another process with the JDK's own tool. */
@ExtendWith(FailOnHang.class)
class JcmdTest {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  @AfterEach
  void switchOff() {
    CreationSites.capture(false);
  }

  @Test
  void jcmdShowsWhoWaitsForWhatAndWhereItWasCreated() throws Exception {
    CreationSites.capture(true);
    Trigger bell = new Trigger("the dinner bell");
    Trigger oven = new Trigger("the oven");
    Thread guest = Thread.ofPlatform().name("the guest").start(() -> waitForDinner(bell));
    try (Pool kitchen = Pool.configure().name("the kitchen").fifo()) {
      Fut<Void> cook = kitchen.spawnVoid(() -> waitForDinner(oven));
      try {
        Eventually.untilWaiting(guest);
        Eventually.until("the cook waits", () -> kitchen.statistics().suspended() == 1);
        assertThat(jcmd("JFR.start", "name=JcmdTest")).contains("Started recording");
        String view = viewOnceItShows("the dinner bell", "the oven");
        assertThat(jcmd("JFR.stop", "name=JcmdTest")).contains("Stopped recording");

        assertThat(rowOf("the dinner bell", view))
            .contains("thread the guest")
            .contains("JcmdTest.waitForDinner");
        assertThat(rowOf("the oven", view))
            .contains("task created at dev.caravan.core.trace.JcmdTest.jcmdShowsWhoWaits")
            .contains("the kitchen")
            .contains("JcmdTest.waitForDinner");
      } finally {
        oven.signal();
        cook.await();
      }
    } finally {
      bell.signal();
      guest.join();
    }
  }

  private static String rowOf(String subject, String view) {
    return view.lines().filter(line -> line.contains(subject)).findFirst().orElseThrow();
  }

  private static void waitForDinner(Trigger bell) {
    bell.await();
  }

  /** The waits are emitted once a second. */
  private static String viewOnceItShows(String... subjects) {
    AtomicReference<String> view = new AtomicReference<>("");
    Eventually.until(
        "the view has the waiters",
        () -> {
          view.set(jcmd("JFR.view", "width=400", "dev.caravan.Wait"));
          return Stream.of(subjects).allMatch(view.get()::contains);
        });
    return view.get();
  }

  private static String jcmd(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JCMD.toString());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + JCMD, e);
    }
  }
}
