package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Cancelled;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MultipleFailuresTest {
  private final Throwable a = new RuntimeException("a");
  private final Throwable b = new IOException("b");
  private final Throwable c = new Error("c");
  private final Cancelled cancelled = new Cancelled("x", a);

  @Test
  @DisplayName("eio §3.3: the same failure twice is one")
  void same() {
    assertThat(MultipleFailures.join(a, a)).isSameAs(a);
    Throwable ab = MultipleFailures.join(a, b);
    assertThat(MultipleFailures.join(ab, b)).isSameAs(ab);
  }

  @Test
  @DisplayName("eio §3.3: a cancellation gives way to anything else, and to an earlier one")
  void cancelledLoses() {
    assertThat(MultipleFailures.join(cancelled, a)).isSameAs(a);
    assertThat(MultipleFailures.join(a, cancelled)).isSameAs(a);
    assertThat(MultipleFailures.join(cancelled, new Cancelled("y", b))).isSameAs(cancelled);
    assertThat(MultipleFailures.join(null, cancelled)).isSameAs(cancelled);
  }

  @Test
  @DisplayName("eio §3.3, C31: several are a flat list in the order in which they occurred")
  void flat() {
    Throwable joined = MultipleFailures.join(a, MultipleFailures.join(b, c));
    assertThat(joined)
        .isInstanceOfSatisfying(
            MultipleFailures.class,
            several -> assertThat(several.failures()).containsExactly(a, b, c))
        .hasMessage(
            """
            Multiple exceptions:
            - java.lang.RuntimeException: a
            - java.io.IOException: b
            - java.lang.Error: c\
            """)
        .hasCause(a)
        .hasSuppressedException(b)
        .hasSuppressedException(c);
  }
}
