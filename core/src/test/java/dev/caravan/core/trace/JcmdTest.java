package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for what, seen from another process with the JDK's own tool. */
@ExtendWith(FailOnHang.class)
class JcmdTest {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  @Test
  void jcmdShowsWhoWaitsForWhat() throws Exception {
    Trigger bell = new Trigger("the dinner bell");
    Thread guest = Thread.ofPlatform().name("the guest").start(() -> waitForDinner(bell));
    try {
      Eventually.untilWaiting(guest);
      assertThat(jcmd("JFR.start", "name=JcmdTest")).contains("Started recording");
      String view = viewOnceItShows("the dinner bell");
      assertThat(jcmd("JFR.stop", "name=JcmdTest")).contains("Stopped recording");

      assertThat(view).contains("thread the guest").contains("JcmdTest.waitForDinner");
    } finally {
      bell.signal();
      guest.join();
    }
  }

  private static void waitForDinner(Trigger bell) {
    bell.await();
  }

  /** The waits are emitted once a second. */
  private static String viewOnceItShows(String subject) {
    AtomicReference<String> view = new AtomicReference<>("");
    Eventually.until(
        "the view has the waiter",
        () -> {
          view.set(jcmd("JFR.view", "width=400", "dev.caravan.Wait"));
          return view.get().contains(subject);
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
