package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that update a location: what they may touch, and how long they may wait. */
@ExtendWith(FailOnHang.class)
class UpdatesTest {
  private static final TVar<String> TEXT = TVar.of("text");
  private static final TInt INT = TInt.of(1);
  private static final TLong LONG = TLong.of(1);
  private static final TxnOptions IN_A_MOMENT = TxnOptions.defaults().within(Duration.ofMillis(5));

  static Stream<TxnBody<RuntimeException>> updatesThatWriteTheirOwnLocation() {
    return Stream.of(
        tx -> TEXT.getAndUpdate(tx, before -> TEXT.getAndSet(tx, "other") + "!"),
        tx -> TEXT.updateAndGet(tx, before -> TEXT.getAndSet(tx, "other") + "!"),
        tx -> INT.getAndUpdate(tx, before -> INT.addAndGet(tx, 1)),
        tx -> INT.updateAndGet(tx, before -> INT.addAndGet(tx, 1)),
        tx -> LONG.getAndUpdate(tx, before -> LONG.addAndGet(tx, 1)),
        tx -> LONG.updateAndGet(tx, before -> LONG.addAndGet(tx, 1)));
  }

  @ParameterizedTest
  @MethodSource("updatesThatWriteTheirOwnLocation")
  void aFunctionWhoseResultWouldUndoWhatItWroteIsRefused(TxnBody<RuntimeException> update) {
    assertThatThrownBy(() -> Stm.atomicallyVoid(update))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has written to it itself");
    assertThat(List.of(TEXT.get(), INT.get(), LONG.get())).isEqualTo(List.of("text", 1, 1L));
  }

  @Test
  void aFunctionMayReadItsLocationAndWriteOthers() {
    TInt sum = TInt.of(0);
    TInt calls = TInt.of(0);
    int after =
        Stm.<Integer, RuntimeException>atomically(tx ->
            sum.updateAndGet(
                tx,
                before -> {
                  calls.increment(tx);
                  return before + sum.get(tx) + 5;
                }));
    assertThat(List.of(after, sum.get(), calls.get())).isEqualTo(List.of(5, 5, 1));
  }

  static Stream<TxnBody<RuntimeException>> updatesThatWaitForAnotherValue() {
    return Stream.of(
        tx -> TEXT.getAndUpdate(tx, before -> tx.orRetry(null)),
        tx -> TEXT.updateAndGet(tx, before -> Stm.retry()),
        tx -> INT.getAndUpdate(tx, before -> Stm.<Integer>retry()),
        tx -> LONG.updateAndGet(tx, before -> Stm.<Long>retry()));
  }

  @ParameterizedTest
  @MethodSource("updatesThatWaitForAnotherValue")
  @DisplayName("kcas 13: an update whose function waits is given up when its time is over")
  void anUpdateMayBeTimed(TxnBody<RuntimeException> update) {
    assertThatThrownBy(() -> Stm.atomicallyVoid(IN_A_MOMENT, update)).isInstanceOf(TimedOut.class);
    assertThat(List.of(TEXT.get(), INT.get(), LONG.get())).isEqualTo(List.of("text", 1, 1L));
  }

  @Test
  @DisplayName("kcas 13: an update that need not wait is done in time")
  void anUpdateInTimeIsDone() {
    TInt number = TInt.of(1);
    int before =
        Stm.<Integer, RuntimeException>atomically(
            TxnOptions.defaults().within(Duration.ofSeconds(60)),
            tx -> number.getAndUpdate(tx, now -> now + 1));
    assertThat(List.of(before, number.get())).isEqualTo(List.of(1, 2));
  }
}
