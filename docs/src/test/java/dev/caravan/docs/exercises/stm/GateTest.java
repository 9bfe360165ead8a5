package dev.caravan.docs.exercises.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnBody;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.docs.exercises.Exercise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate subject = Exercise.subject(Gate.class);

  private static void atOnce(TxnBody<RuntimeException> body) {
    Stm.atomicallyVoid(TxnOptions.defaults().within(Duration.ZERO), body);
  }

  @Test
  void aFullGateLetsNobodyIn() {
    subject.open(2);
    atOnce(subject::enter);
    atOnce(subject::enter);
    assertThatThrownBy(() -> atOnce(subject::enter)).isInstanceOf(TimedOut.class);
    atOnce(subject::leave);
    atOnce(subject::enter);
  }

  @Test
  void whoWaitsIsLetInWhenSomebodyLeaves() {
    subject.open(0);
    try (Pool pool = Pool.workStealing(1)) {
      Fut<String> waiting =
          pool.spawn(() -> {
            Stm.atomicallyVoid(subject::enter);
            return "in";
          });
      atOnce(subject::leave);
      assertThat(waiting.await()).isEqualTo("in");
    }
  }

  @Test
  void twoGatesAreEnteredTogetherOrNotAtAll() {
    Gate other = Exercise.subject(Gate.class);
    subject.open(1);
    other.open(0);
    assertThatThrownBy(() -> atOnce(tx -> Gate.enterBoth(tx, subject, other)))
        .isInstanceOf(TimedOut.class);
    atOnce(subject::enter); // it was not taken by the attempt that failed
  }
}
