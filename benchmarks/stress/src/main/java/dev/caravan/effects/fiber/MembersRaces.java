package dev.caravan.effects.fiber;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The end of a switch and those who come at that moment. In this package to end one without the
 * code around it.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=MembersRaces}
 */
public final class MembersRaces {
  private MembersRaces() {}

  /**
   * A fiber joins as the body ends. At stake: it joins a switch that has finished, which would not
   * wait for it.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "Finished before it came.")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "It is in.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "In what has finished, or out of what has not.")
  @State
  public static class JoinOrFinish {
    private static final Switch RACED = Switch.open("raced");
    private final Members members = new Members();

    @Actor
    public void body(ZZ_Result r) {
      r.r1 = members.leaveBody();
    }

    @Actor
    public void fiber(ZZ_Result r) {
      r.r2 = members.tryJoin(new Child(RACED, "late", false, () -> {}));
    }
  }

  /**
   * A hook is added as the body ends; what is run is told by the body. At stake: a hook that was
   * taken in is not run.
   */
  @JCStressTest
  @Outcome(id = "true, false, 0", expect = Expect.ACCEPTABLE, desc = "Finished before it came.")
  @Outcome(id = "false, true, 1", expect = Expect.ACCEPTABLE, desc = "It was in time, and has run.")
  @Outcome(id = "false, false, 0", expect = Expect.ACCEPTABLE, desc = "Closed as it came.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "It was taken in and has not run, or the reverse.")
  @State
  public static class HookOrFinish {
    private final Members members = new Members();

    @Actor
    public void body(ZZI_Result r) {
      r.r1 = members.leaveBody();
      Hooks hooks = r.r1 ? null : members.hooks();
      if (hooks != null) {
        hooks.close();
        for (Registration next = hooks.takeNewest(); next != null; next = hooks.takeNewest()) {
          r.r3++;
        }
      }
    }

    @Actor
    public void hook(ZZI_Result r) {
      Hooks hooks = members.hooks();
      r.r2 = hooks != null && hooks.add(() -> {}) != null;
    }
  }
}
