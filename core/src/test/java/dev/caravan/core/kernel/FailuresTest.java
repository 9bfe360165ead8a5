package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class FailuresTest {

  private final IOException first = new IOException("first");
  private final IOException later = new IOException("later");

  @Test
  void theFirstIsTheCauseAndLaterOnesAreSuppressed() {
    IOException latest = new IOException("latest");

    Throwable joined = Failures.join(Failures.join(first, later), latest);

    assertThat(joined).isSameAs(first);
    assertThat(first.getSuppressed()).containsExactly(later, latest);
  }

  @Test
  void nothingJoinsToTheOther() {
    assertThat(Failures.join(null, later)).isSameAs(later);
    assertThat(Failures.join(first, null)).isSameAs(first);
    assertThat(Failures.join(null, null)).isNull();
  }

  @Test
  void theSameFailureTwiceIsOne() {
    assertThat(Failures.join(first, first)).isSameAs(first);
    assertThat(first.getSuppressed()).isEmpty();
  }

  @Test
  void oneThatRefusesSuppressionIsWrappedAndNothingIsLost() {
    Throwable stubborn = new Stubborn();

    Throwable joined = Failures.join(stubborn, later);

    assertThat(joined).isInstanceOf(TaskFailed.class).hasCause(stubborn);
    assertThat(joined.getSuppressed()).containsExactly(later);
  }

  @Test
  void throwUncheckedWrapsOnlyCheckedOnes() {
    RuntimeException unchecked = new ArithmeticException();
    Error error = new AssertionError();

    assertThatCode(() -> Failures.throwUnchecked(null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Failures.throwUnchecked(unchecked)).isSameAs(unchecked);
    assertThatThrownBy(() -> Failures.throwUnchecked(error)).isSameAs(error);
    assertThatThrownBy(() -> Failures.throwUnchecked(first))
        .isInstanceOf(TaskFailed.class)
        .hasCause(first);
  }

  @Test
  void aHandlerThatThrowsIsToldOnWithTheFailureSuppressed() {
    RuntimeException second = new ArithmeticException("the handler");
    List<Throwable> told = new ArrayList<>();

    Failures.tell(
        failure -> {
          throw second;
        },
        first,
        told::add);

    assertThat(told).containsExactly(second);
    assertThat(second.getSuppressed()).containsExactly(first);
  }

  private static final class Stubborn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stubborn() {
      super("no suppression", null, false, true);
    }
  }
}
