package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Waits;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test: no switch is open, and no fiber waits. */
final class LeakCheck implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(SwitchRun.OPEN.sum()).as("open switches").isZero();
    assertThat(waitingFibers()).as("fibers that wait").isEmpty();
  }

  private static List<String> waitingFibers() {
    return Waits.snapshot().stream()
        .map(waiting -> waiting.who() + " waits for " + waiting.forWhat())
        .filter(line -> line.startsWith("fiber"))
        .toList();
  }
}
