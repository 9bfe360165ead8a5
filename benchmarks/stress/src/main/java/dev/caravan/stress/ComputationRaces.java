package dev.caravan.stress;

import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Outcome.Returned;
import dev.caravan.core.kernel.Trigger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A {@link Computation} is decided once; who attached before is signalled, who came too late is
 * told.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=ComputationRaces}
 */
public final class ComputationRaces {
  private ComputationRaces() {}

  /** Two values: one is taken, and it is the one whose giver was told so. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "The first value was taken.")
  @Outcome(id = "false, true, 2", expect = Expect.ACCEPTABLE, desc = "The second value was taken.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Decided twice, never, or for the loser's value.")
  @State
  public static class TwoValues {
    private final Computation<Integer> cell = new Computation<>();

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = cell.tryReturn(1);
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = cell.tryReturn(2);
    }

    @Arbiter
    public void value(ZZI_Result r) {
      r.r3 = cell.get();
    }
  }

  /** A value and a cancellation: one of the two. */
  @JCStressTest
  @Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "It has the value.")
  @Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "It is cancelled.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Decided twice, never, or not for the winner.")
  @State
  public static class ValueOrCancel {
    private final Computation<Integer> cell = new Computation<>();

    @Actor
    public void worker(ZZZ_Result r) {
      r.r1 = cell.tryReturn(1);
    }

    @Actor
    public void canceller(ZZZ_Result r) {
      r.r2 = cell.tryCancel(null);
    }

    @Arbiter
    public void end(ZZZ_Result r) {
      r.r3 = cell.isCancelled();
    }
  }

  /** An attached waiter is signalled; a refused one finds the decision. */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "Attached, and signalled.")
  @Outcome(
      id = "false, false",
      expect = Expect.ACCEPTABLE,
      desc = "Refused: it was decided before.")
  @Outcome(
      id = "true, false",
      expect = Expect.FORBIDDEN,
      desc = "Attached and forgotten: it hangs.")
  @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "Refused, and signalled as well.")
  @State
  public static class AttachOrDecide {
    private final Computation<Integer> cell = new Computation<>();
    private final Trigger trigger = new Trigger();

    @Actor
    public void waiter(ZZ_Result r) {
      r.r1 = cell.tryAttach(trigger);
    }

    @Actor
    public void worker() {
      cell.tryReturn(1);
    }

    @Arbiter
    public void signal(ZZ_Result r) {
      r.r2 = trigger.isSignaled();
    }
  }

  /** One waiter leaves, which rebuilds the list of waiters, while the cell is decided. */
  @JCStressTest
  @Outcome(
      id = "true, false",
      expect = Expect.ACCEPTABLE,
      desc = "It left; the other was signalled.")
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "It was signalled before it left.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The waiter that stayed was cleaned away with it.")
  @State
  public static class DetachOrDecide {
    private final Computation<Integer> cell = new Computation<>();
    private final Trigger stays = new Trigger();
    private final Trigger leaves = new Trigger();

    /** Attaches both. */
    public DetachOrDecide() {
      cell.tryAttach(leaves);
      cell.tryAttach(stays);
    }

    @Actor
    public void leaver() {
      leaves.withdraw(Trigger.End.TIMED_OUT);
      cell.detach(leaves);
      cell.detach(leaves); // a second one, so that the list is rebuilt for certain
    }

    @Actor
    public void worker() {
      cell.tryReturn(1);
    }

    @Arbiter
    public void signals(ZZ_Result r) {
      r.r1 = stays.isSignaled();
      r.r2 = leaves.isSignaled();
    }
  }

  /** One waiter leaves, which rebuilds the list of waiters, while another one comes. */
  @JCStressTest
  @Outcome(
      id = "true, true, true",
      expect = Expect.ACCEPTABLE,
      desc = "The newcomer was attached; it and the one that stayed were signalled.")
  @Outcome(
      id = "true, true, false",
      expect = Expect.FORBIDDEN,
      desc = "The newcomer was cleaned away with the one that left: it hangs.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Refused though undecided, or another waiter lost.")
  @State
  public static class AttachOrDetach {
    private final Computation<Integer> cell = new Computation<>();
    private final Trigger stays = new Trigger();
    private final Trigger leaves = new Trigger();
    private final Trigger comes = new Trigger();

    /** Attaches the one that leaves and the one that stays. */
    public AttachOrDetach() {
      cell.tryAttach(leaves);
      cell.tryAttach(stays);
    }

    @Actor
    public void leaver() {
      leaves.withdraw(Trigger.End.TIMED_OUT);
      cell.detach(leaves);
      cell.detach(leaves); // a second one, so that the list is rebuilt for certain
    }

    @Actor
    public void newcomer(ZZZ_Result r) {
      r.r1 = cell.tryAttach(comes);
    }

    @Arbiter
    public void signals(ZZZ_Result r) {
      cell.tryReturn(1);
      r.r2 = stays.isSignaled();
      r.r3 = comes.isSignaled();
    }
  }

  /** The fields of the value are there for whoever finds the value, though they are plain. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Looked before the decision.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The value, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The value came without its field.")
  @State
  public static class ValueIsPublished {
    private final Computation<Box> cell = new Computation<>();

    /** A value with a plain field. */
    static final class Box {
      int content;
    }

    @Actor
    public void worker() {
      Box box = new Box();
      box.content = 42;
      cell.tryReturn(box);
    }

    @Actor
    public void reader(I_Result r) {
      r.r1 = cell.peek().orElse(null) instanceof Returned<Box>(Box box) ? box.content : -1;
    }
  }
}
