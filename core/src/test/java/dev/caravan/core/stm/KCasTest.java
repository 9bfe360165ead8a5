package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operations that are met half done, as if their threads had been suspended there. */
@ExtendWith(FailOnHang.class)
class KCasTest {
  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);
  private final TInt c = TInt.of(0);

  private static void compare(KCas operation, TInt location) {
    operation.append(new Log.Entry(location, location.state(), null));
  }

  private static LongState write(KCas operation, TInt location, int before, int after) {
    LongState mine = new LongState(before, after, operation);
    operation.append(new Log.Entry(location, location.state(), mine));
    return mine;
  }

  @Test
  void aReaderCompletesWhatItMeets() {
    KCas suspended = new KCas();
    LongState first = write(suspended, a, 0, 1);
    write(suspended, b, 0, 1);
    assertThat(a.compareAndSet(a.state(), first)).isTrue();

    assertThat(a.get()).isEqualTo(1);
    assertThat(b.get()).isEqualTo(1);
    assertThat(suspended.succeeds()).isTrue();
  }

  @Test
  void aReaderEndsWhatCannotSucceed() {
    KCas suspended = new KCas();
    LongState first = write(suspended, a, 0, 1);
    write(suspended, b, 0, 1);
    assertThat(a.compareAndSet(a.state(), first)).isTrue();
    b.set(7);

    assertThat(a.get()).isZero();
    assertThat(b.get()).isEqualTo(7);
    assertThat(suspended.succeeds()).isFalse();
  }

  @Test
  void aCompareThatBecomesWrongBeforeTheLastPutIsFoundOut() {
    KCas met = new KCas(); // leaves b as it is and changes c; put into b, then suspended
    LongState inB = write(met, b, 0, 0);
    write(met, c, 0, 1);
    KCas operation = new KCas(); // compares a, then has to complete the other to get at b
    compare(operation, a);
    LongState mine = write(operation, b, 0, 5);
    assertThat(b.compareAndSet(b.state(), inB)).isTrue();
    Trigger changeOfC = new Trigger("a change of c");
    assertThat(changeOfC.onSignal(() -> a.set(1))).isTrue();
    assertThat(c.nextChange().tryAttach(changeOfC)).isTrue();

    assertThat(operation.succeeds()).as("though a has changed").isFalse();

    assertThat(c.get()).isEqualTo(1);
    assertThat(a.get()).isEqualTo(1);
    assertThat(b.get()).isZero();
    assertThat(b.state()).as("it was put in before the compare was repeated").isSameAs(mine);
  }

  @Test
  void twoThatCompareWhatTheOtherWritesCanBothFail() {
    KCas one = new KCas();
    compare(one, a);
    LongState inB = write(one, b, 0, 1);
    KCas other = new KCas();
    LongState inA = write(other, a, 0, 1);
    compare(other, b);
    assertThat(b.compareAndSet(b.state(), inB)).isTrue();
    assertThat(a.compareAndSet(a.state(), inA)).isTrue();

    assertThat(one.succeeds()).isFalse();
    assertThat(other.succeeds()).isFalse();
    assertThat(a.get() + b.get()).isZero();
  }

  @Test
  void ofTwoThatWriteBackWhatTheyReadTheOneThatIsMetSucceeds() {
    KCas met = new KCas();
    LongState inA = write(met, a, 0, 1);
    LongState inB = write(met, b, 0, 0);
    KCas operation = new KCas();
    write(operation, a, 0, 0);
    write(operation, b, 0, 1);
    assertThat(a.compareAndSet(a.state(), inA)).isTrue();

    assertThat(operation.succeeds()).isFalse();
    assertThat(b.state()).as("what it met was brought to its end").isSameAs(inB);
    assertThat(met.succeeds()).isTrue();
    assertThat(a.get()).isEqualTo(1);
    assertThat(b.get()).isZero();
  }

  @Test
  void whoIsLateChangesNothing() {
    KCas operation = new KCas();
    LongState mine = write(operation, a, 0, 1);
    write(operation, b, 0, 1);
    assertThat(operation.succeeds()).isTrue();
    a.set(0);
    b.set(0);

    assertThat(operation.succeeds()).isTrue();
    assertThat(a.state()).isNotSameAs(mine);
    assertThat(a.get() + b.get()).isZero();
  }

  @Test
  void aWakeUpThatThrowsLeavesNothingUndecided() {
    KCas operation = new KCas();
    write(operation, a, 0, 1);
    write(operation, b, 0, 1);
    Trigger first = new Trigger("a change of a");
    Trigger second = new Trigger("a change of b");
    first.onSignal(() -> {
      throw new IllegalArgumentException("a broken carrier");
    });
    assertThat(a.nextChange().tryAttach(first)).isTrue();
    assertThat(b.nextChange().tryAttach(second)).isTrue();

    assertThatThrownBy(operation::succeeds).hasMessage("a broken carrier");

    assertThat(second.isSignaled()).isTrue();
    assertThat(a.get() + b.get()).isEqualTo(2);
  }
}
