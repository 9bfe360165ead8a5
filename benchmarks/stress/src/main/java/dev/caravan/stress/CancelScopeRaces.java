package dev.caravan.stress;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Cancelling a {@link CancelScope} reaches everything below it, once.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=CancelScopeRaces}
 */
public final class CancelScopeRaces {
  private CancelScopeRaces() {}

  /** A child made during the cancellation is born cancelled, or cancelled by its parent. */
  @JCStressTest
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The child is cancelled, either way.")
  @Outcome(
      id = "false",
      expect = Expect.FORBIDDEN,
      desc = "The child slipped through and lives on.")
  @State
  public static class ChildOrCancel {
    private final CancelScope scope = CancelScope.root();
    private volatile @Nullable CancelScope child;

    @Actor
    public void parent() {
      child = scope.child();
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void look(Z_Result r) {
      CancelScope made = child;
      r.r1 = made != null && made.isCancelled();
    }
  }

  /** A hook registered during the cancellation runs once, whoever runs it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The hook ran once.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The hook was registered and forgotten.")
  @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "Both the canceller and the caller ran it.")
  @State
  public static class HookOrCancel {
    private final CancelScope scope = CancelScope.root();
    private final AtomicInteger runs = new AtomicInteger();

    @Actor
    public void registrar() {
      scope.onCancel(runs::incrementAndGet);
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = runs.get();
    }
  }

  /** A hook that is taken back during the cancellation. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Taken back in time: it never runs.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "It had run when close returned.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "It was about to run as close returned.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "It ran twice.")
  @State
  public static class CloseOrCancel {
    private final CancelScope scope = CancelScope.root();
    private final AtomicInteger runs = new AtomicInteger();
    private final CancelScope.Registration registration = scope.onCancel(runs::incrementAndGet);

    @Actor
    public void owner(II_Result r) {
      registration.close();
      r.r1 = runs.get();
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r2 = runs.get();
    }
  }

  /** A wait that begins during the cancellation ends by it; if it did not, the run would hang. */
  @JCStressTest
  @Outcome(id = "refused", expect = Expect.ACCEPTABLE, desc = "Cancelled before the body began.")
  @Outcome(id = "cancelled", expect = Expect.ACCEPTABLE, desc = "Cancelled in the wait, or at it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The wait ended without a signal.")
  @State
  public static class WaitOrCancel {
    private final CancelScope scope = CancelScope.root();
    private boolean begun;

    @Actor
    public void waiter(L_Result r) {
      try {
        scope.run(() -> {
          begun = true;
          new Trigger().await();
        });
        r.r1 = "returned";
      } catch (Cancelled e) {
        r.r1 = begun ? "cancelled" : "refused";
      }
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }
  }

  /** Whoever is woken by the cancellation finds the whole tree cancelled, new branches too. */
  @JCStressTest
  @Outcome(
      id = "cancelled",
      expect = Expect.ACCEPTABLE,
      desc = "Woken, the new scope is cancelled.")
  @Outcome(id = "not made", expect = Expect.ACCEPTABLE, desc = "Woken before the scope was made.")
  @Outcome(
      id = "alive",
      expect = Expect.FORBIDDEN,
      desc = "Woken, and part of the tree still lives.")
  @Outcome(id = "asleep", expect = Expect.FORBIDDEN, desc = "Cancelled, and not woken.")
  @State
  public static class MarksBeforeWakes {
    private final CancelScope root = CancelScope.root();
    private final CancelScope middle = root.child();
    private volatile @Nullable CancelScope leaf;
    private String seen = "asleep";

    /** Sleeps in the root: it is woken with the first. */
    public MarksBeforeWakes() {
      root.onCancel(this::look);
    }

    private void look() {
      CancelScope made = leaf;
      seen = made == null ? "not made" : made.isCancelled() ? "cancelled" : "alive";
    }

    @Actor
    public void grower() {
      leaf = middle.child();
    }

    @Actor
    public void canceller(L_Result r) {
      root.cancel(null);
      r.r1 = seen;
    }
  }

  /** A cancellation interrupts blocking code; the interrupt does not outlive it. */
  @JCStressTest
  @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "No interrupt after the blocking code.")
  @Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "The interrupt hit what came after.")
  @State
  public static class InterruptOrLeave {
    private final CancelScope scope = CancelScope.root();

    @Actor
    public void blocker(Z_Result r) {
      try {
        scope.run(() -> Blocking.run(Thread::onSpinWait));
      } catch (Cancelled e) {
        // before the body began
      }
      r.r1 = Thread.interrupted();
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    /** An interrupt may also be late: it must not reach the thread after both have ended. */
    @Arbiter
    public void later(Z_Result r) {
      r.r1 |= Thread.interrupted();
    }
  }
}
