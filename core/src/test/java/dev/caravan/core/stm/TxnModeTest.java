package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two modes: what an attempt owns, and who comes to an end though somebody always disturbs. */
@ExtendWith(FailOnHang.class)
class TxnModeTest {
  /** How many attempts are disturbed before the others give in. */
  private static final int PERSISTENCE = 40;

  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);
  private final AtomicInteger attempts = new AtomicInteger();

  /** Whether the commit will put a state of its own into the location. */
  private static boolean owns(Txn tx, Location location) {
    Log.Entry entry = tx.find(location);
    return entry != null && entry.mine != null;
  }

  private static void meanwhile(Runnable deed) {
    Stm.independentlyVoid(deed::run);
  }

  @Nested
  class Ownership {
    private final List<Boolean> owned = new ArrayList<>();

    /** Reads one location; another is written after that, so that what is read is only read. */
    private int reads(Txn tx) {
      int value = a.get(tx);
      owned.add(owns(tx, a));
      return value;
    }

    @Test
    void afterAnInterferenceAWriterOwnsWhatItOnlyReads() {
      Stm.atomicallyVoid(tx -> {
        int value = reads(tx);
        if (owned.size() == 1) {
          meanwhile(() -> a.set(5));
        }
        b.set(tx, value + 1);
      });

      assertThat(owned).containsExactly(false, true);
      assertThat(b.get()).isEqualTo(6);
    }

    @Test
    void whoOnlyReadsOwnsNothingHoweverOftenItIsDisturbed() {
      Stm.atomicallyVoid(tx -> {
        int value = reads(tx);
        if (owned.size() < 5) {
          meanwhile(() -> a.set(value + 1));
        }
        b.get(tx);
      });

      assertThat(owned).hasSize(5).containsOnly(false);
    }

    @Test
    void aWaitIsNoInterference() {
      Stm.atomicallyVoid(tx -> {
        int value = reads(tx);
        b.set(tx, 1);
        if (value == 0) {
          meanwhile(() -> a.set(1));
          tx.retry();
        }
      });

      assertThat(owned).containsExactly(false, false);
    }

    @Test
    void aLockFreeAttemptOwnsWhatItReadsFromTheFirstOn() {
      Stm.atomicallyVoid(TxnOptions.defaults().mode(TxnMode.LOCK_FREE), this::reads);

      assertThat(owned).containsExactly(true);
    }
  }

  @Nested
  class Progress {
    /** Two transactions that take effect and leave the value, though not the state. */
    private void changeAndChangeBack(TInt location) {
      meanwhile(() -> {
        location.increment();
        location.decrement();
      });
    }

    @Test
    void aWriterThatIsDisturbedInEachAttemptEndsInItsSecond() {
      Stm.atomicallyVoid(tx -> {
        int value = a.get(tx);
        if (attempts.incrementAndGet() <= PERSISTENCE) {
          changeAndChangeBack(a);
        }
        b.set(tx, value + 1);
      });

      assertThat(attempts).hasValue(2);
      assertThat(b.get()).isEqualTo(1);
    }

    /** A change of the second counter in the middle of its commit, which goes on to the first. */
    private static void isFoundHalfDone(TInt[] counters) {
      TInt last = TInt.of(0);
      KCas halfDone = new KCas();
      long held = counters[1].get();
      LongState inTheWay = new LongState(held, held, halfDone);
      halfDone.append(new Log.Entry(counters[1], counters[1].state(), inTheWay));
      halfDone.append(new Log.Entry(last, last.state(), new LongState(0, 1, halfDone)));
      assertThat(counters[1].compareAndSet(counters[1].state(), inTheWay)).isTrue();
      Trigger itsEnd = new Trigger("the end of what is half done");
      assertThat(itsEnd.onSignal(counters[0]::increment)).isTrue();
      assertThat(last.nextChange().tryAttach(itsEnd)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("kcas 18: a reader of counters that never rest ends if they are lock-free")
    void aReaderOfCountersThatNeverRest(TxnMode mode) {
      TInt[] counters = {TInt.of(0, mode), TInt.of(0, mode), TInt.of(0, mode)};

      int sum =
          Stm.<Integer, RuntimeException>atomically(tx -> {
            int total = 0;
            for (TInt counter : counters) {
              total += counter.get(tx);
            }
            if (attempts.incrementAndGet() <= PERSISTENCE) {
              isFoundHalfDone(counters);
            }
            return total;
          });

      assertThat(sum).isEqualTo(mode == TxnMode.LOCK_FREE ? 0 : PERSISTENCE);
      assertThat(attempts.get())
          .satisfies(count -> {
            if (mode == TxnMode.LOCK_FREE) {
              assertThat(count).isEqualTo(1);
              assertThat(counters[0].get())
                  .as("what came in the middle of its commit")
                  .isEqualTo(1);
            } else {
              assertThat(count).isGreaterThan(PERSISTENCE);
            }
          });
    }
  }
}
