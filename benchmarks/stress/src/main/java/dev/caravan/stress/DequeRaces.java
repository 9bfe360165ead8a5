package dev.caravan.stress;

import dev.caravan.core.queue.WorkStealingDeque;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Nothing in a {@link WorkStealingDeque} is lost or taken twice. Elements are 1, 2, 3; 0 stands for
 * none. The deques begin with room for two.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=DequeRaces}
 */
public final class DequeRaces {
  private DequeRaces() {}

  /** A deque that its owner has filled. */
  abstract static class Filled {
    final WorkStealingDeque<Integer> deque = new WorkStealingDeque<>(2);

    Filled(int elements) {
      for (int i = 1; i <= elements; i++) {
        deque.push(i);
      }
    }

    static int number(@Nullable Integer element) {
      return element == null ? 0 : element;
    }

    /** What is left, newest first, as the digits of a number. */
    int rest() {
      int digits = 0;
      for (Integer e = deque.pop(); e != null; e = deque.pop()) {
        digits = 10 * digits + e;
      }
      return digits;
    }
  }

  /** The owner and a thief want the last element. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The owner got it.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The thief got it.")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "Both got it.")
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "It was lost.")
  @State
  public static class LastElement extends Filled {
    /** With one element. */
    public LastElement() {
      super(1);
    }

    @Actor
    public void owner(II_Result r) {
      r.r1 = number(deque.pop());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = number(deque.steal());
    }
  }

  /** The owner takes both of two elements while a thief steals. */
  @JCStressTest
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "The owner got both.")
  @Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "The thief got the older one.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost, taken twice or out of order.")
  @State
  public static class TwoPopsOneSteal extends Filled {
    /** With two elements. */
    public TwoPopsOneSteal() {
      super(2);
    }

    @Actor
    public void owner(III_Result r) {
      r.r1 = number(deque.pop());
      r.r2 = number(deque.pop());
    }

    @Actor
    public void thief(III_Result r) {
      r.r3 = number(deque.steal());
    }
  }

  /** Two thieves; the loser of the race goes away with nothing. */
  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "One each, the first thief first.")
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "One each, the second thief first.")
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "The second thief lost the race.")
  @Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "The first thief lost the race.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost or taken twice.")
  @State
  public static class TwoThieves extends Filled {
    /** With two elements. */
    public TwoThieves() {
      super(2);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = number(deque.steal());
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = number(deque.steal());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = rest();
    }
  }

  /** The owner replaces a full array while a thief reads the old one. */
  @JCStressTest
  @Outcome(
      id = "1, 2, 3",
      expect = Expect.ACCEPTABLE,
      desc = "Stolen in order; the new one is left.")
  @Outcome(id = "1, 2, 0", expect = Expect.FORBIDDEN, desc = "The pushed element was lost.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A single thief missed or repeated an element.")
  @State
  public static class GrowOrSteal extends Filled {
    /** Full. */
    public GrowOrSteal() {
      super(2);
    }

    @Actor
    public void owner() {
      deque.push(3);
    }

    @Actor
    public void thief(III_Result r) {
      r.r1 = number(deque.steal());
      r.r2 = number(deque.steal());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = rest();
    }
  }

  /** The owner uses the slot of an element again while a thief reads it. */
  @JCStressTest
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "The owner got the first; 2 is left.")
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "The thief got what came after it.")
  @Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "The thief got the first; 2 is left.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost, or the slot mixed up.")
  @State
  public static class ReuseOrSteal extends Filled {
    /** With one element. */
    public ReuseOrSteal() {
      super(1);
    }

    @Actor
    public void owner(III_Result r) {
      r.r1 = number(deque.pop());
      deque.push(2);
    }

    @Actor
    public void thief(III_Result r) {
      r.r2 = number(deque.steal());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = rest();
    }
  }

  /** The plain fields of an element are there for the thief. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Too early: nothing to steal.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The element, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The element came without its field.")
  @State
  public static class ElementIsPublished {
    private final WorkStealingDeque<Box> deque = new WorkStealingDeque<>(2);

    /** An element with a plain field. */
    static final class Box {
      int content;
    }

    @Actor
    public void owner() {
      Box box = new Box();
      box.content = 42;
      deque.push(box);
    }

    @Actor
    public void thief(I_Result r) {
      Box box = deque.steal();
      r.r1 = box == null ? -1 : box.content;
    }
  }
}
