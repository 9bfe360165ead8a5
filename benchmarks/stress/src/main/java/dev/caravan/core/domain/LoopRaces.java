package dev.caravan.core.domain;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Clock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The thread of a domain against the others: what they bring is never left while the domain sleeps,
 * or gives up. In this package to take the steps of a domain with no thread of its own.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=LoopRaces}
 */
public final class LoopRaces {
  private LoopRaces() {}

  /**
   * A fiber is woken from outside as its domain goes to sleep. At stake: the domain sleeps for ever
   * beside a fiber that is ready.
   */
  @JCStressTest
  @Outcome(id = "seen", expect = Expect.ACCEPTABLE, desc = "The domain saw the fiber in time.")
  @Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "The domain slept and was woken.")
  @Outcome(
      id = "asleep",
      expect = Expect.FORBIDDEN,
      desc = "The fiber is ready, the domain sleeps.")
  @State
  public static class WakeOrSleep {
    private volatile boolean woken;
    private volatile boolean offered;
    private String end = "seen";
    private final SteppedLoop loop = SteppedLoop.live(new Sleep());

    /** The domain sleeps here, at most until nobody is left to wake it. */
    private final class Sleep implements IdleHook {
      @Override
      public void idle(long nanos) {
        while (!woken && !offered) {
          Thread.onSpinWait();
        }
        end = woken ? "woken" : "asleep";
      }

      @Override
      public void wake() {
        woken = true;
      }
    }

    @Actor
    public void driver(L_Result r) {
      r.r1 = loop.run() ? end : "left over";
    }

    @Actor
    public void waker() {
      loop.wake(loop.fiber());
      offered = true;
    }
  }

  /**
   * A fiber comes back from blocking code as its deterministic domain finds nobody ready. At stake:
   * a deadlock is reported where there is none, or the domain sleeps for ever.
   */
  @JCStressTest
  @Outcome(id = "goes on", expect = Expect.ACCEPTABLE, desc = "Seen in time, or woken.")
  @Outcome(
      id = "deadlock",
      expect = Expect.FORBIDDEN,
      desc = "Nobody outside, nobody in the mail, though one was on the way.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The run ended without the fiber.")
  @State
  public static class BackOrDeadlock {
    private final SteppedLoop loop = SteppedLoop.deterministic();

    /** The fiber is outside. */
    public BackOrDeadlock() {
      loop.oneGoesOutside();
    }

    @Actor
    public void driver(L_Result r) {
      boolean toTheEnd = loop.run();
      r.r1 = loop.failure() != null ? "deadlock" : toTheEnd && loop.wentOn() ? "goes on" : "ended";
    }

    @Actor
    public void outside() {
      loop.comesBack(loop.fiber());
    }
  }

  /** A domain whose first fiber waits, and whose second ends the wait; then they take turns. */
  private static final class Wait {
    private static final int TURNS = 8;

    private final Trigger trigger = new Trigger();
    private final Loop loop;
    private final DomainFiber waiter;
    private final DomainFiber signaller;
    private int written;
    private int turns;
    private String end = "none";

    Wait(Engine engine) {
      Loop.Settings settings =
          new Loop.Settings("raced", Clock.system(), false, null, null, CancelScope.root());
      loop =
          engine == Engine.LOOP && engine.isAvailable()
              ? new OwnSchedulerLoop(settings)
              : new BatonLoop(settings);
      waiter = loop.newFiber("waiter", Context.EMPTY, this::await);
      signaller = loop.newFiber("signaller", Context.EMPTY, this::signal);
    }

    private void await() {
      try {
        trigger.await();
        end = "signalled, " + written;
      } catch (Interrupted e) {
        end = "interrupted, " + Thread.interrupted();
      }
      if (!waiter.isTurnOf(loop)) {
        end = "without its turn";
      } else if (!alternates()) {
        end = "twice in a row";
      }
    }

    private boolean alternates() {
      for (int i = 0; i < TURNS / 2; i++) {
        int before = turns;
        waiter.yieldTurn();
        if (turns == before && turns < TURNS) {
          return false;
        }
      }
      return true;
    }

    private void signal() {
      written = 42;
      trigger.signal();
      while (turns < TURNS) {
        turns++;
        signaller.yieldTurn();
      }
    }

    String run() {
      loop.begin(waiter);
      loop.addLast(signaller);
      return loop.drive() ? end : "left over";
    }

    void interrupt() {
      Thread thread = waiter.thread();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /**
   * A fiber that is a thread on the domain's own scheduler is interrupted as its domain lets it go
   * on; the portable one where {@code java.lang} is not open. At stake: what the JDK says too late
   * queues the fiber once more, so that it gets a turn that is not its own, or the run hangs.
   */
  @JCStressTest
  @Outcome(id = "signalled, 42", expect = Expect.ACCEPTABLE, desc = "The signal came first.")
  @Outcome(id = "interrupted, true", expect = Expect.ACCEPTABLE, desc = "The interrupt came first.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Woken for nothing, or out of turn.")
  @State
  public static class LoopSignalOrInterrupt {
    private final Wait wait = new Wait(Engine.LOOP);

    @Actor
    public void driver(L_Result r) {
      r.r1 = wait.run();
    }

    @Actor
    public void interrupter() {
      wait.interrupt();
    }
  }

  /**
   * A fiber that waits for the baton is interrupted as it is handed over, and the domain may end
   * under that. At stake: the turn is given to nobody, or to two, and the run hangs.
   */
  @JCStressTest
  @Outcome(id = "signalled, 42", expect = Expect.ACCEPTABLE, desc = "The signal came first.")
  @Outcome(id = "interrupted, true", expect = Expect.ACCEPTABLE, desc = "The interrupt came first.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Woken for nothing, or out of turn.")
  @State
  public static class BatonSignalOrInterrupt {
    private final Wait wait = new Wait(Engine.BATON);

    @Actor
    public void driver(L_Result r) {
      r.r1 = wait.run();
    }

    @Actor
    public void interrupter() {
      wait.interrupt();
    }
  }
}
