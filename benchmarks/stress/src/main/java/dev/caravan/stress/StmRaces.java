package dev.caravan.stress;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TxnMode;
import dev.caravan.core.stm.TxnOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Transactions take effect at one moment, for all who look, and a change wakes who waits for it.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=StmRaces}
 */
public final class StmRaces {
  private static final TxnOptions LOCK_FREE = TxnOptions.defaults().mode(TxnMode.LOCK_FREE);

  private StmRaces() {}

  /** Two transactions on the same two locations, met in different orders. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Both took effect.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "One was lost, or half of one.")
  @State
  public static class CommitOrCommit {
    private final TInt a = TInt.of(0);
    private final TInt b = TInt.of(0);

    @Actor
    public void upwards() {
      Stm.atomicallyVoid(tx -> {
        a.increment(tx);
        b.increment(tx);
      });
    }

    @Actor
    public void downwards() {
      Stm.atomicallyVoid(
          LOCK_FREE,
          tx -> {
            b.increment(tx);
            a.increment(tx);
          });
    }

    @Arbiter
    public void look(II_Result r) {
      r.r1 = a.get();
      r.r2 = b.get();
    }
  }

  /** Each compares what the other writes. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One came first.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both or none.")
  @State
  public static class CrossedCompares {
    private final TInt a = TInt.of(0);
    private final TInt b = TInt.of(0);

    @Actor
    public void one() {
      Stm.atomicallyVoid(tx -> {
        if (b.get(tx) == 0) {
          a.set(tx, 1);
        }
      });
    }

    @Actor
    public void other() {
      Stm.atomicallyVoid(tx -> {
        if (a.get(tx) == 0) {
          b.set(tx, 1);
        }
      });
    }

    @Arbiter
    public void look(II_Result r) {
      r.r1 = a.get();
      r.r2 = b.get();
    }
  }

  /** A commit with a compare, a write to what it compares, and a reader of both. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "0, 1, 0", "0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "The source was read before the write.")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "The copy came before the write.")
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "The write came first: no copy.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A copy appeared after the write was seen, or half.")
  @State
  public static class CompareThenRead {
    private final TInt source = TInt.of(0);
    private final TInt copied = TInt.of(0);
    private final TInt copies = TInt.of(0);

    @Actor
    public void copyIfUntouched() {
      Stm.atomicallyVoid(tx -> {
        if (source.get(tx) == 0) {
          copied.set(tx, 1);
          copies.set(tx, 1);
        }
      });
    }

    @Actor
    public void writer() {
      source.set(1);
    }

    @Actor
    public void reader(III_Result r) {
      r.r1 = source.get();
      r.r3 = copies.get();
      r.r2 = copied.get();
    }
  }

  /** Two plain reads, one after the other, around a commit of both. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "In order.")
  @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "The second was seen without the first.")
  @State
  public static class CommitOrRead {
    private final TInt a = TInt.of(0);
    private final TInt b = TInt.of(0);

    @Actor
    public void writer() {
      Stm.atomicallyVoid(tx -> {
        a.set(tx, 1);
        b.set(tx, 1);
      });
    }

    @Actor
    public void reader(II_Result r) {
      r.r1 = b.get();
      r.r2 = a.get();
    }
  }

  /** A transaction begins to wait as the change comes, and is cancelled. */
  @JCStressTest
  @Outcome(id = "woken, 1", expect = Expect.ACCEPTABLE, desc = "Woken, or it saw the change.")
  @Outcome(id = "cancelled, 0", expect = Expect.ACCEPTABLE, desc = "Cancelled first, no effect.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An effect of a cancelled transaction, or none.")
  @State
  public static class RetryWakeOrCancel {
    private final TInt awaited = TInt.of(0);
    private final TInt effect = TInt.of(0);
    private final CancelScope scope = CancelScope.root();

    @Actor
    public void waiter(LI_Result r) {
      try {
        scope.run(() ->
            Stm.atomicallyVoid(tx -> {
              tx.check(awaited.get(tx) == 1);
              effect.set(tx, 1);
            }));
        r.r1 = "woken";
      } catch (Cancelled e) {
        r.r1 = "cancelled";
      }
    }

    @Actor
    public void changer() {
      awaited.set(1);
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void look(LI_Result r) {
      r.r2 = effect.get();
    }
  }

  /** The same without anybody to cancel: a missed wake-up would never end. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Woken, or it saw the change.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "No effect.")
  @State
  public static class RetryOrWake {
    private final TInt a = TInt.of(0);
    private final TInt b = TInt.of(0);

    @Actor
    public void waiter(II_Result r) {
      r.r1 =
          Stm.<Integer, RuntimeException>atomically(tx -> {
            tx.check(a.get(tx) + b.get(tx) == 2);
            return b.get(tx);
          });
    }

    @Actor
    public void changer(II_Result r) {
      Stm.atomicallyVoid(tx -> {
        a.set(tx, 1);
        b.set(tx, 1);
      });
      r.r2 = 1;
    }
  }
}
