package dev.caravan.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With bounds that a busy machine keeps at some time, and that a broken pool never keeps. */
@Timeout(120)
class PoolChecksTest {
  private static final Duration HALF = Duration.ofMillis(100);
  private static final Duration SEQUENCE = HALF.multipliedBy(2);

  @Test
  void halvesRunTogetherOnTwoWorkers() {
    assertThat(keptOnce(() -> PoolChecks.halvesTake(SEQUENCE.minusMillis(1), HALF, 2, 1)))
        .matches(
            "two halves of 100 ms on 2 workers took 1\\d\\d\\.\\d to 1\\d\\d\\.\\d ms in 1 runs");
  }

  @Test
  void halvesThatRunOneAfterTheOtherAreTold() {
    assertThatThrownBy(() -> PoolChecks.halvesTake(SEQUENCE.minusMillis(1), HALF, 1, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("two halves of 100 ms on 1 workers took ");
  }

  @Test
  void idleWorkersAreSeenToCostLittle() {
    assertThat(keptOnce(() -> PoolChecks.idleWorkersCost(0.2, HALF, HALF.multipliedBy(5))))
        .matches("\\d+ idle workers took \\d+\\.\\d\\d % of one processor in 500 ms");
  }

  @Test
  void whatIdleWorkersCostTooMuchIsTold() {
    assertThatThrownBy(() -> PoolChecks.idleWorkersCost(0, Duration.ZERO, Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(" idle workers took ");
  }

  /** What a check says once the machine lets the promise be kept. */
  private static String keptOnce(Supplier<String> check) {
    AssertionError last = new AssertionError("never tried");
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        return check.get();
      } catch (AssertionError broken) {
        last = broken;
      }
    }
    throw last;
  }
}
