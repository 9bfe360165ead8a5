package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class TriggerTest {

  private final Trigger trigger = new Trigger("the bell");

  @Nested
  class Settling {
    @Test
    void aNewTriggerHasNoEnd() {
      assertThat(trigger.end()).isNull();
      assertThat(trigger.isSignaled()).isFalse();
      assertThat(trigger.isGone()).isFalse();
    }

    @Test
    void theFirstSignalWinsAndTheSecondIsRefused() {
      assertThat(trigger.signal()).isTrue();
      assertThat(trigger.signal()).isFalse();
      assertThat(trigger.end()).isEqualTo(Trigger.End.SIGNALED);
    }

    @ParameterizedTest
    @EnumSource(
        value = Trigger.End.class,
        names = {"CANCELLED", "TIMED_OUT", "INTERRUPTED"})
    void aWithdrawnTriggerRefusesTheSignal(Trigger.End end) {
      assertThat(trigger.withdraw(end)).isTrue();
      assertThat(trigger.signal()).isFalse();
      assertThat(trigger.end()).isEqualTo(end);
      assertThat(trigger.isGone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
        value = Trigger.End.class,
        names = {"CANCELLED", "TIMED_OUT", "INTERRUPTED"})
    void aSignalledTriggerRefusesToBeWithdrawn(Trigger.End end) {
      trigger.signal();

      assertThat(trigger.withdraw(end)).isFalse();
      assertThat(trigger.isSignaled()).isTrue();
    }

    @Test
    void withdrawingAsSignalledIsAnError() {
      assertThatThrownBy(() -> trigger.withdraw(Trigger.End.SIGNALED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("signal()");
    }
  }

  @Nested
  class Actions {
    private final List<String> trail = new ArrayList<>();

    @Test
    void theActionRunsOnceOnTheThreadThatSettles() {
      assertThat(trigger.onSignal(() -> trail.add(Thread.currentThread().getName()))).isTrue();

      trigger.signal();
      trigger.signal();

      assertThat(trail).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void aSettledTriggerRefusesAnActionWithoutRunningIt() {
      trigger.signal();

      assertThat(trigger.onSignal(() -> trail.add("ran"))).isFalse();
      assertThat(trail).isEmpty();
    }

    @Test
    void aSecondActionIsAnErrorAndTheFirstStays() {
      trigger.onSignal(() -> trail.add("first"));

      assertThatThrownBy(() -> trigger.onSignal(() -> trail.add("second")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the bell");
      trigger.signal();
      assertThat(trail).containsExactly("first");
    }

    @Test
    void disposingSettlesWithoutTheAction() {
      trigger.onSignal(() -> trail.add("ran"));

      assertThat(trigger.dispose()).isTrue();
      assertThat(trigger.dispose()).isFalse();
      assertThat(trigger.signal()).isFalse();
      assertThat(trail).isEmpty();
    }
  }

  @Nested
  class Awaiting {
    @Test
    void aSignalBeforeTheAwaitIsNotLost() {
      trigger.signal();

      assertThatCode(trigger::await).doesNotThrowAnyException();
    }

    @Test
    void aSignalBeforeTheAwaitBeatsCancellationAndInterruption() {
      trigger.signal();
      Thread.currentThread().interrupt();
      CancelScope scope = CancelScope.root();

      scope.run(() -> {
        scope.cancel(null);
        trigger.await();
      });

      assertThat(Thread.interrupted()).as("the interrupt is left for the next wait").isTrue();
    }

    @Test
    void aLimitOfZeroOnlyLooks() {
      assertThat(trigger.await(Duration.ZERO)).isFalse();
      assertThat(trigger.end()).isEqualTo(Trigger.End.TIMED_OUT);
    }

    @Test
    void aNegativeLimitOnlyLooks() {
      assertThat(trigger.await(Duration.ofSeconds(-1))).isFalse();
    }

    @Test
    void aLimitOfThousandsOfYearsIsForEver() throws Exception {
      FutureTask<Boolean> waiter =
          new FutureTask<>(() -> trigger.await(Duration.ofSeconds(Long.MAX_VALUE)));
      Thread thread = Thread.ofVirtual().start(waiter);
      Eventually.untilWaiting(thread);

      trigger.signal();

      assertThat(waiter.get()).isTrue();
    }

    @Test
    void aSpentTriggerRefusesAnotherAwait() {
      assertThat(trigger.await(Duration.ZERO)).isFalse();

      assertThatThrownBy(trigger::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("TIMED_OUT");
      assertThatThrownBy(trigger::awaitUninterruptibly).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a second waiter is refused, and the first is still known and still woken")
    void aSecondWaiterIsRefused() throws Exception {
      FutureTask<String> first =
          new FutureTask<>(() -> {
            trigger.await();
            return "woken";
          });
      Thread thread = Thread.ofVirtual().start(first);
      Eventually.until("parked", () -> thread.getState() == Thread.State.WAITING);

      assertThatThrownBy(trigger::await).isInstanceOf(IllegalStateException.class);
      assertThat(Eventually.isWaiting(thread)).isTrue();
      trigger.signal();
      assertThat(first.get()).isEqualTo("woken");
    }

    @Test
    void whatTheSignallerDidHappensBeforeTheReturn() throws Exception {
      int[] plain = {0};
      FutureTask<Integer> waiter =
          new FutureTask<>(() -> {
            trigger.await();
            return plain[0];
          });
      Thread.ofVirtual().start(waiter);

      plain[0] = 42;
      trigger.signal();

      assertThat(waiter.get()).isEqualTo(42);
    }
  }
}
