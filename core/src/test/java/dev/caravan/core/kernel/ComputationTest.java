package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ComputationTest {

  private final Computation<String> computation = new Computation<>();

  @Nested
  class Deciding {
    @Test
    void theFirstDecisionStands() {
      assertThat(computation.tryReturn("one")).isTrue();
      assertThat(computation.tryReturn("two")).isFalse();
      assertThat(computation.tryFail(new IOException())).isFalse();
      assertThat(computation.tryCancel(null)).isFalse();
      assertThat(computation.get()).isEqualTo("one");
      assertThat(computation.peek()).contains(new Outcome.Returned<>("one"));
    }

    @Test
    void nullIsAValue() {
      computation.tryReturn(null);

      assertThat(computation.isRunning()).isFalse();
      assertThat(computation.get()).isNull();
      assertThat(computation.peek()).contains(new Outcome.Returned<>(null));
    }

    @Test
    void anUncheckedFailureIsRethrownAsItIs() {
      RuntimeException failure = new ArithmeticException("odd");
      computation.tryFail(failure);

      assertThatThrownBy(computation::await).isSameAs(failure);
      assertThat(computation.peek()).contains(new Outcome.Failed<>(failure));
    }

    @Test
    void anErrorIsRethrownAsItIs() {
      Error failure = new AssertionError("no");
      computation.tryFail(failure);

      assertThatThrownBy(computation::get).isSameAs(failure);
    }

    @Test
    void aCheckedFailureIsTheCauseOfTaskFailed() {
      IOException failure = new IOException("disk");
      computation.tryFail(failure);

      assertThatThrownBy(computation::await).isInstanceOf(TaskFailed.class).hasCause(failure);
    }

    @Test
    void eachReaderOfACancelledOneGetsItsOwnExceptionWithTheSharedReason() {
      IOException reason = new IOException("no longer needed");
      computation.tryCancel(reason);

      Throwable first = thrownBy();
      Throwable second = thrownBy();

      assertThat(first).isInstanceOf(Cancelled.class).isNotSameAs(second).hasCause(reason);
      assertThat(((Cancelled) second).reason()).isSameAs(reason);
      assertThat(computation.isCancelled()).isTrue();
    }

    private Throwable thrownBy() {
      try {
        return new AssertionError("returned " + computation.await());
      } catch (Cancelled e) {
        return e;
      }
    }

    @Test
    void readingAnUndecidedOneIsAnError() {
      assertThatThrownBy(computation::get)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not decided");
      assertThat(computation.peek()).isEmpty();
    }

    @RepeatedTest(20)
    void ofManyRacingDecisionsExactlyOneWins() throws Exception {
      AtomicInteger winners = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String mine = "value " + i;
        int kind = i % 3;
        threads.add(
            Thread.ofVirtual()
                .unstarted(() -> {
                  boolean won =
                      switch (kind) {
                        case 0 -> computation.tryReturn(mine);
                        case 1 -> computation.tryFail(new IOException(mine));
                        default -> computation.tryCancel(null);
                      };
                  winners.addAndGet(won ? 1 : 0);
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(winners).hasValue(1);
    }
  }

  @Nested
  class Waking {
    private final List<Integer> trail = new ArrayList<>();

    @Test
    void waitersWakeInTheOrderInWhichTheyCame() {
      for (int i = 0; i < 100; i++) {
        attach(i);
      }

      computation.tryReturn("done");

      assertThat(trail).isSorted().hasSize(100);
    }

    @Test
    void theOrderSurvivesTheCleanUp() {
      List<Trigger> triggers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        triggers.add(attach(i));
      }
      for (int i = 0; i < 100; i++) {
        if (i % 4 != 0) {
          leave(triggers.get(i));
        }
      }

      computation.tryReturn("done");

      assertThat(trail).hasSize(25).isSorted().allMatch(i -> i % 4 == 0);
    }

    @Test
    void aDecidedOneRefusesATriggerWithoutSignallingIt() {
      computation.tryReturn("done");
      Trigger trigger = new Trigger();

      assertThat(computation.tryAttach(trigger)).isFalse();
      assertThat(trigger.end()).isNull();
    }

    private Trigger attach(int number) {
      Trigger trigger = new Trigger();
      trigger.onSignal(() -> trail.add(number));
      assertThat(computation.tryAttach(trigger)).isTrue();
      return trigger;
    }
  }

  @Nested
  class CleaningUp {
    @Test
    void detachingALiveTriggerIsAnError() {
      Trigger trigger = new Trigger("the bell");
      computation.tryAttach(trigger);

      assertThatThrownBy(() -> computation.detach(trigger))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the bell");
    }

    @Test
    void aLongLivedOneKeepsNoDeadWaiters() {
      for (int i = 0; i < 10_000; i++) {
        Trigger trigger = new Trigger();
        computation.tryAttach(trigger);
        leave(trigger);
        assertThat(computation.waitersKept()).isLessThanOrEqualTo(1);
      }
    }

    @Test
    void atMostHalfOfTheKeptAndOneAreDead() {
      Random random = new Random(42);
      List<Trigger> live = new ArrayList<>();
      for (int step = 0; step < 5_000; step++) {
        if (live.isEmpty() || random.nextInt(100) < 55) {
          Trigger trigger = new Trigger();
          computation.tryAttach(trigger);
          live.add(trigger);
        } else {
          leave(live.remove(random.nextInt(live.size())));
        }
        int kept = computation.waitersKept();
        int dead = kept - live.size();
        assertThat(dead).as("dead of %d kept at step %d", kept, step).isBetween(0, kept / 2 + 1);
      }
    }

    @Test
    void aThousandTimedOutWaitsLeaveNothing() {
      for (int i = 0; i < 1_000; i++) {
        assertThatThrownBy(() -> computation.await(Duration.ZERO)).isInstanceOf(TimedOut.class);
      }

      assertThat(computation.waitersKept()).isZero();
    }
  }

  private void leave(Trigger trigger) {
    trigger.dispose();
    computation.detach(trigger);
  }
}
