package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CreationSites;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where tasks were created: here, since frames of the kernel's and the pool's are left out. */
@ExtendWith(FailOnHang.class)
class CreationSitesTest {
  private static final String HERE = "CreationSitesTest.whoWaits(CreationSitesTest.java:";

  @AfterEach
  void switchOff() {
    CreationSites.capture(false);
  }

  @Test
  void aTaskTellsTheLineOfTheProgramThatCreatedItOnceThatIsCaptured() {
    CreationSites.capture(true);

    assertThat(whoWaits()).contains("created at ").contains(HERE);
    assertThat(CreationSites.here().getMethodName()).startsWith("aTaskTellsTheLine");
  }

  @Test
  void otherwiseNothingIsCaptured() {
    CreationSites.capture(false);

    assertThat(CreationSites.here()).isNull();
    assertThat(whoWaits()).doesNotContain(HERE);
  }

  private static String whoWaits() {
    Trigger bell = new Trigger("the bell");
    try (Pool pool = Pool.fifo(1)) {
      Fut<Void> guest = pool.spawnVoid(bell::await);
      Eventually.until(
          "the task waits",
          () -> Waits.snapshot().stream().anyMatch(waiting -> waiting.forWhat() == bell));
      String who =
          Waits.snapshot().stream()
              .filter(waiting -> waiting.forWhat() == bell)
              .findFirst()
              .orElseThrow()
              .who()
              .toString();
      bell.signal();
      guest.await();
      return who;
    }
  }
}
