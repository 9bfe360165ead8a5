package dev.caravan.benchmarks.fibers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FiberChecksTest {

  @Test
  void parkedFibersAreCountedAndWeighed() {
    assertThat(FiberChecks.parked(Engine.CONTINUATION, 1_000))
        .matches(
            "1000 parked fibers on CONTINUATION: "
                + "\\d+ bytes each, \\d+ MB together, at most 1200 promised");
  }

  @Test
  void whatTheJvmSaysWhenItFailsIsTold() {
    assertThatThrownBy(() -> FiberChecks.parked(Engine.LOOP, -1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of -1 fibers");
  }
}
