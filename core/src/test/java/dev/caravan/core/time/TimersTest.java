package dev.caravan.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class TimersTest {
  private final Timers timers = new Timers();
  private final List<String> fired = new ArrayList<>();

  private Timers.Timer at(long deadline, String name) {
    return timers.at(deadline, () -> fired.add(name));
  }

  @Test
  void actionsFireInTheOrderOfTheirTimesAndNotBefore() {
    Timers.Timer _ = at(5, "five");
    Timers.Timer _ = at(7, "seven");
    Timers.Timer _ = at(2, "two");

    assertThat(timers.next()).isEqualTo(2);
    assertThat(timers.fireDue(1)).isZero();
    assertThat(timers.fireDue(5)).isEqualTo(2);
    assertThat(fired).containsExactly("two", "five");
    assertThat(timers.fireDue(7)).isEqualTo(1);
    assertThat(fired).containsExactly("two", "five", "seven");
    assertThat(timers.isEmpty()).isTrue();
    assertThat(timers.next()).isEqualTo(Carrier.NO_DEADLINE);
  }

  @Test
  void anActionThatThrowsKeepsNoOtherFromFiring() {
    IllegalStateException broken = new IllegalStateException("broken");
    Timers.Timer _ =
        timers.at(
            1,
            () -> {
              throw broken;
            });
    Timers.Timer _ = at(2, "later");

    assertThatThrownBy(() -> timers.fireDue(3)).isSameAs(broken);
    assertThat(fired).containsExactly("later");
    assertThat(timers.isEmpty()).isTrue();
  }

  @Test
  void actionsOfOneTimeFireInTheOrderInWhichTheyWereSet() {
    for (int i = 0; i < 100; i++) {
      Timers.Timer _ = at(3, "action " + i);
    }

    assertThat(timers.fireDue(3)).isEqualTo(100);
    assertThat(fired).startsWith("action 0", "action 1").endsWith("action 98", "action 99");
    assertThat(fired).doesNotHaveDuplicates();
  }

  @Test
  void timesThatPassTheLargestNumberAreStillInOrder() {
    Timers.Timer _ = at(Long.MIN_VALUE + 5, "after the overflow");
    Timers.Timer _ = at(Long.MAX_VALUE - 5, "before it");

    assertThat(timers.fireDue(Long.MIN_VALUE + 5)).isEqualTo(2);
    assertThat(fired).containsExactly("before it", "after the overflow");
  }

  @Test
  void aCancelledActionDoesNotFireAndCancellingAgainChangesNothing() {
    Timers.Timer first = at(1, "cancelled");
    Timers.Timer _ = at(2, "kept");
    first.cancel();
    first.cancel();

    assertThat(timers.next()).isEqualTo(2);
    assertThat(timers.fireDue(2)).isEqualTo(1);
    assertThat(fired).containsExactly("kept");
  }

  @Test
  void cancellingWhatHasFiredChangesNothing() {
    Timers.Timer past = at(1, "past");
    assertThat(timers.fireDue(1)).isEqualTo(1);
    Timers.Timer _ = at(2, "next");
    past.cancel();

    assertThat(timers.fireDue(2)).isEqualTo(1);
    assertThat(fired).containsExactly("past", "next");
  }

  @Test
  void whatIsTakenToFireFiresThoughAnActionBeforeCancelsIt() {
    List<Timers.Timer> set = new ArrayList<>();
    Timers.Timer _ = timers.at(1, () -> set.forEach(Timers.Timer::cancel));
    set.add(at(1, "due at once"));
    set.add(at(2, "due later"));

    assertThat(timers.fireDue(1)).isEqualTo(2);
    assertThat(timers.fireDue(2)).isZero();
    assertThat(fired).containsExactly("due at once");
    assertThat(timers.isEmpty()).isTrue();
  }

  @Test
  void whatAnActionSetsForNowFiresTheNextTime() {
    Timers.Timer _ =
        timers.at(
            1,
            () -> {
              Timers.Timer _ = at(1, "set by an action");
            });

    assertThat(timers.fireDue(1)).isEqualTo(1);
    assertThat(fired).isEmpty();
    assertThat(timers.fireDue(1)).isEqualTo(1);
    assertThat(fired).containsExactly("set by an action");
  }

  @Test
  void manyCancelledTimersAreTidiedAndTheOthersFire() {
    List<Timers.Timer> cancelled = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Timers.Timer timer = at(i, "action " + i);
      if (i % 10 != 0) {
        cancelled.add(timer);
      }
    }
    cancelled.forEach(Timers.Timer::cancel);

    assertThat(timers.kept()).isLessThanOrEqualTo(100 + 100 + 64);
    assertThat(timers.fireDue(1_000)).isEqualTo(100);
    assertThat(fired).startsWith("action 0", "action 10").endsWith("action 990");
  }

  @Test
  void ifAllAreCancelledNoneIsKept() {
    List<Timers.Timer> set = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      set.add(at(i, "action"));
    }
    set.forEach(Timers.Timer::cancel);

    assertThat(timers.kept()).isZero();
    assertThat(timers.isEmpty()).isTrue();
    assertThat(timers.next()).isEqualTo(Carrier.NO_DEADLINE);
  }
}
