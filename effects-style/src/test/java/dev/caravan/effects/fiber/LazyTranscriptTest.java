package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TaskFailed;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's lazy values say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class LazyTranscriptTest {
  private final Transcript said = new Transcript();

  private void force(String label, Lazy<Integer> lazy) {
    said.say(label + ": forcing...");
    int value;
    try {
      value = lazy.force();
    } catch (RuntimeException e) {
      said.say(label + ": ", e);
      CancelScope.check();
      return;
    }
    CancelScope.check();
    said.say(label + ": " + value);
  }

  private Lazy<Integer> lazy(Lazy.OnCancel onCancel) {
    return Lazy.of(
        onCancel,
        () -> {
          said.say("calculating...");
          yieldNow();
          said.say("complete");
          return 42;
        });
  }

  @Test
  @DisplayName("eio 31: a value is computed once, for all who ask meanwhile")
  void aValueIsComputedOnce() {
    OnDomain.run(() -> {
      Lazy<Integer> lazy = lazy(Lazy.OnCancel.RESTART);
      assertThat(lazy.isForced()).isFalse();
      both(() -> force("a", lazy), () -> force("b", lazy));
      said.isInOneText("a: forcing... / calculating... / b: forcing... / complete / a: 42 / b: 42");
      assertThat(lazy.isForced()).isTrue();
    });
  }

  @Test
  @DisplayName("eio 31: a failure is recorded, and thrown to all")
  void aFailureIsRecorded() {
    OnDomain.run(() -> {
      Lazy<Integer> lazy =
          Lazy.of(
              Lazy.OnCancel.RESTART,
              () -> {
                said.say("calculating...");
                yieldNow();
                throw new RuntimeException("failed");
              });
      both(() -> force("a", lazy), () -> force("b", lazy));
      said.isInOneText(
          "a: forcing... / calculating... / b: forcing... / a: RuntimeException: failed"
              + " / b: RuntimeException: failed");
    });
  }

  private void cancelTheFirst(Lazy.OnCancel onCancel) {
    Lazy<Integer> lazy = lazy(onCancel);
    both(
        () -> {
          int x =
              OnDomain.first(
                  () -> {
                    force("a", lazy);
                    throw new AssertionError("not cancelled");
                  },
                  () -> 5);
          said.say("a: " + x);
        },
        () -> force("b", lazy));
  }

  @Test
  @DisplayName("C12, eio 31: with RECORD a cancellation is everybody's result")
  void aCancellationIsRecorded() {
    OnDomain.run(() -> {
      cancelTheFirst(Lazy.OnCancel.RECORD);
      said.isInOneText(
          "a: forcing... / calculating... / b: forcing... / a: Cancelled: not first"
              + " / b: Cancelled: not first / a: 5");
    });
  }

  @Test
  @DisplayName("C12, eio 31: with PROTECT a computation is completed")
  void aProtectedComputationIsCompleted() {
    OnDomain.run(() -> {
      cancelTheFirst(Lazy.OnCancel.PROTECT);
      said.isInOneText("a: forcing... / calculating... / b: forcing... / complete / b: 42 / a: 5");
    });
  }

  @Test
  @DisplayName("C12, eio 31: with RESTART the next one computes anew")
  void aCancelledComputationIsRestarted() {
    OnDomain.run(() -> {
      cancelTheFirst(Lazy.OnCancel.RESTART);
      said.isInOneText(
          "a: forcing... / calculating... / b: forcing... / a: Cancelled: not first"
              + " / calculating... / a: 5 / complete / b: 42");
    });
  }

  @Test
  void aCancelledExceptionOfItsOwnIsAFailureLikeAnyOther() {
    int[] runs = new int[1];
    Lazy<Integer> lazy =
        Lazy.of(
            Lazy.OnCancel.RESTART,
            () -> {
              runs[0]++;
              throw new Cancelled("something else", null);
            });
    assertThatThrownBy(lazy::force).hasMessage("something else was cancelled");
    assertThatThrownBy(lazy::force).hasMessage("something else was cancelled");
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void aCheckedFailureIsWrapped() {
    Lazy<Integer> lazy =
        Lazy.of(
            Lazy.OnCancel.RECORD,
            () -> {
              throw new IOException("unreadable");
            });
    assertThatThrownBy(lazy::force)
        .isInstanceOf(TaskFailed.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aValueThatIsThereIsNotComputed() {
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      assertThat(Lazy.value(7).force()).isEqualTo(7);
    });
    assertThat(Lazy.value(7).isForced()).isTrue();
  }
}
