package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for what, seen from another process with the JDK's own tool. */
@ExtendWith(FailOnHang.class)
class JcmdTest {
  @Test
  void jcmdShowsWhoWaitsForWhat() throws Exception {
    Trigger bell = new Trigger("the dinner bell");
    Thread guest = Thread.ofPlatform().name("the guest").start(() -> waitForDinner(bell));
    try {
      Eventually.untilWaiting(guest);
      assertThat(Jcmd.run("JFR.start", "name=JcmdTest")).contains("Started recording");
      String view = viewOnceItShows("the dinner bell");
      assertThat(Jcmd.run("JFR.stop", "name=JcmdTest")).contains("Stopped recording");

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
          view.set(Jcmd.run("JFR.view", "width=400", "dev.caravan.Wait"));
          return view.get().contains(subject);
        });
    return view.get();
  }
}
