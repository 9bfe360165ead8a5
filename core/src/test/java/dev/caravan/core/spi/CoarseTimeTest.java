package dev.caravan.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clock of waits: a thread that sets it, and sleeps when nobody asks. */
@ExtendWith(FailOnHang.class)
class CoarseTimeTest {
  private static void awaitSleep() {
    while (!CoarseTime.isAsleep()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itIsNeverAheadAndGoesOn() {
    long first = CoarseTime.now();
    assertThat(first - System.nanoTime()).isNotPositive();
    while (CoarseTime.now() == first) {
      Thread.onSpinWait();
    }
    assertThat(CoarseTime.now() - first).isPositive();
    assertThat(CoarseTime.now() - System.nanoTime()).isNotPositive();
  }

  @RepeatedTest(3)
  void whoAsksAfterAQuietTimeIsNotToldTheTimeBefore() {
    awaitSleep();
    long asked = System.nanoTime();
    assertThat(CoarseTime.now() - asked).isNotNegative();
  }
}
