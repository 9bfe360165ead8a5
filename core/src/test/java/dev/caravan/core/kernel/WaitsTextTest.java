package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTextTest {

  @Test
  void aDumpOfNothingSaysSo() {
    assertThat(Waits.text(List.of())).isEqualTo("nothing waits in Caravan\n");
  }

  @Test
  void aWaiterWhoseThreadHasNoFrameOfTheProgramGetsOneLine() {
    Waits.Waiting waiting =
        new Waits.Waiting("a guest", "the bell", System.nanoTime(), new Thread(() -> {}));

    assertThat(Waits.text(List.of(waiting)))
        .startsWith("a guest waits for the bell since ")
        .hasLineCount(1)
        .doesNotContain(" at ");
  }
}
