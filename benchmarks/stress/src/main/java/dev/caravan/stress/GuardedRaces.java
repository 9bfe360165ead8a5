package dev.caravan.stress;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.Guarded;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The lock of a {@link Guarded} survives waiters that give up while it is handed to them.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=GuardedRaces}
 */
public final class GuardedRaces {
  private static final Duration AT_ONCE = Duration.ofNanos(1);
  private static final Duration LONG = Duration.ofSeconds(10);

  private GuardedRaces() {}

  private static String stateOf(Guarded<int[]> guarded) {
    try {
      return guarded.<String, RuntimeException>with(LONG, value -> "free");
    } catch (TimedOut lost) {
      return "lost";
    }
  }

  /** A waiter times out as the lock is released, and asks again at once. */
  @JCStressTest
  @Outcome(
      id = "in time, free",
      expect = Expect.ACCEPTABLE,
      desc = "It got the lock within its limit.")
  @Outcome(
      id = "again, free",
      expect = Expect.ACCEPTABLE,
      desc = "It timed out; then it got the lock.")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "The lock was lost, or took the waiter for its holder.")
  @State
  public static class HandOffOrTimeout {
    private final Guarded<int[]> guarded = Guarded.of(new int[1]);

    @Actor
    public void holder() {
      guarded.with(value -> value[0]++);
    }

    @Actor
    public void waiter(LL_Result r) {
      try {
        r.r1 = guarded.<String, RuntimeException>with(AT_ONCE, value -> "in time");
      } catch (TimedOut e) {
        r.r1 = guarded.<String, RuntimeException>with(value -> "again");
      }
    }

    @Arbiter
    public void look(LL_Result r) {
      r.r2 = stateOf(guarded);
    }
  }

  /** A waiter is cancelled as the lock is released, and asks again at once. */
  @JCStressTest
  @Outcome(
      id = "first, free",
      expect = Expect.ACCEPTABLE,
      desc = "It got the lock before it was cancelled.")
  @Outcome(
      id = "again, free",
      expect = Expect.ACCEPTABLE,
      desc = "It was cancelled, then got the lock.")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "The lock was lost, or took the waiter for its holder.")
  @State
  public static class HandOffOrCancel {
    private final Guarded<int[]> guarded = Guarded.of(new int[1]);
    private final CancelScope scope = CancelScope.root();

    @Actor
    public void holder() {
      guarded.with(value -> value[0]++);
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Actor
    public void waiter(LL_Result r) {
      try {
        r.r1 = scope.<String, RuntimeException>call(() -> guarded.with(value -> "first"));
      } catch (Cancelled e) {
        r.r1 = guarded.<String, RuntimeException>with(value -> "again");
      }
    }

    @Arbiter
    public void look(LL_Result r) {
      r.r2 = stateOf(guarded);
    }
  }

  /** Bodies exclude each other, and see what the body before wrote to plain memory. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both increments are there.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An increment was lost.")
  @State
  public static class TwoBodies {
    private final Guarded<int[]> guarded = Guarded.of(new int[1]);

    @Actor
    public void first() {
      guarded.with(value -> value[0]++);
    }

    @Actor
    public void second() {
      guarded.with(value -> value[0]++);
    }

    @Arbiter
    public void sum(I_Result r) {
      r.r1 = guarded.get()[0];
    }
  }
}
