package dev.caravan.stress;

import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A {@link Trigger} is settled once, and its signal carries what was done before it.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=TriggerRaces}; one
 * of them with {@code -Djcstress.tests=TriggerRaces.TwoSignals}
 */
public final class TriggerRaces {
  private TriggerRaces() {}

  /** What the signaller wrote before is there after the wait. */
  @JCStressTest
  @Outcome(
      id = "42",
      expect = Expect.ACCEPTABLE,
      desc = "The wait returned and the value is there.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The wait returned before the value came.")
  @State
  public static class SignalCarriesWrites {
    private final Trigger trigger = new Trigger();
    private int value;

    @Actor
    public void signaller() {
      value = 42;
      trigger.signal();
    }

    @Actor
    public void waiter(I_Result r) {
      trigger.await();
      r.r1 = value;
    }
  }

  /** A signal and a withdrawal: each is told whether it won, and the end agrees. */
  @JCStressTest
  @Outcome(id = "true, false, SIGNALED", expect = Expect.ACCEPTABLE, desc = "The signal won.")
  @Outcome(id = "false, true, TIMED_OUT", expect = Expect.ACCEPTABLE, desc = "The waiter gave up.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both won, or none, or the end says another winner.")
  @State
  public static class SignalOrWithdraw {
    private final Trigger trigger = new Trigger();

    @Actor
    public void signaller(ZZL_Result r) {
      r.r1 = trigger.signal();
    }

    @Actor
    public void waiter(ZZL_Result r) {
      r.r2 = trigger.withdraw(Trigger.End.TIMED_OUT);
    }

    @Arbiter
    public void end(ZZL_Result r) {
      r.r3 = trigger.end();
    }
  }

  /** An action that was registered runs once; one that was refused does not run. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "Registered, and run by the signal.")
  @Outcome(
      id = "false, 0",
      expect = Expect.ACCEPTABLE,
      desc = "Refused, since the signal came first.")
  @Outcome(id = "true, 0", expect = Expect.FORBIDDEN, desc = "Registered and lost: nobody wakes.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Refused and run all the same, or run twice.")
  @State
  public static class RegisterOrSignal {
    private final Trigger trigger = new Trigger();
    private final AtomicInteger runs = new AtomicInteger();

    @Actor
    public void waiter(ZI_Result r) {
      r.r1 = trigger.onSignal(runs::incrementAndGet);
    }

    @Actor
    public void signaller() {
      trigger.signal();
    }

    @Arbiter
    public void count(ZI_Result r) {
      r.r2 = runs.get();
    }
  }

  /** Of two signals one is told that it was the one. */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The first actor signalled.")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The second actor signalled.")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "A value handed over with it was lost, or given twice.")
  @State
  public static class TwoSignals {
    private final Trigger trigger = new Trigger();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = trigger.signal();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = trigger.signal();
    }
  }
}
