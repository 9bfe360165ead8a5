package dev.caravan.stress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** The checker itself: it accepts an atomic counter and finds the fault of a racy one. */
class LincheckWorksTest {

  /** Linearizable. */
  public static class Atomic {
    private final AtomicInteger count = new AtomicInteger();

    @Operation
    public int increment() {
      return count.incrementAndGet();
    }
  }

  /** Loses increments. */
  public static class Racy {
    private volatile int count;

    @Operation
    public int increment() {
      int next = count + 1;
      count = next;
      return next;
    }
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(2);
  }

  @Test
  void anAtomicCounterIsLinearizable() {
    options().check(Atomic.class);
  }

  @Test
  void aRacyCounterIsFoundOut() {
    assertThatThrownBy(() -> options().check(Racy.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("increment");
  }
}
