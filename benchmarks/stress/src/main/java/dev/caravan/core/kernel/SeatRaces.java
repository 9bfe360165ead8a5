package dev.caravan.core.kernel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A {@link Seat} leads a canceller to the wait of the moment.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=SeatRaces}
 */
public final class SeatRaces {
  private SeatRaces() {}

  /**
   * A wait that begins during the cancellation: the waiter names it and then looks at the scope,
   * the canceller does the two in the other order.
   */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "The canceller found the wait.")
  @Outcome(
      id = "false, false",
      expect = Expect.ACCEPTABLE,
      desc = "The waiter saw the cancellation.")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Each saw the other.")
  @Outcome(
      id = "true, false",
      expect = Expect.FORBIDDEN,
      desc = "Neither did: it waits for ever in a cancelled scope.")
  @State
  public static class BeginOrCancel {
    private final CancelScope scope = CancelScope.root();
    private final Seat seat = new Seat(scope, null);
    private final Trigger trigger = new Trigger();

    /** Somebody who has waited in the scope before. */
    public BeginOrCancel() {
      scope.attach(seat);
    }

    @Actor
    public void waiter(ZZ_Result r) {
      r.r1 = seat.begin(trigger);
    }

    @Actor
    public void canceller() {
      scope.cancel(null);
    }

    @Arbiter
    public void look(ZZ_Result r) {
      r.r2 = trigger.isGone();
    }
  }
}
