package dev.caravan.stress;

import dev.caravan.core.queue.TreiberStack;
import java.util.List;
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
 * Nothing in a {@link TreiberStack} is lost or taken twice, and what is moved together stays
 * together. Elements are 1, 2, 3; 0 stands for none.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=StackRaces}
 */
public final class StackRaces {
  private StackRaces() {}

  private static int digits(List<Integer> elements) {
    int digits = 0;
    for (int element : elements) {
      digits = 10 * digits + element;
    }
    return digits;
  }

  private static int pop(TreiberStack<Integer> stack) {
    Integer element = stack.pop();
    return element == null ? 0 : element;
  }

  /** Two threads want the only element. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The second got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "It was lost or taken twice.")
  @State
  public static class TwoPops {
    private final TreiberStack<Integer> stack = new TreiberStack<>();

    /** With one element. */
    public TwoPops() {
      stack.push(1);
    }

    @Actor
    public void first(II_Result r) {
      r.r1 = pop(stack);
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = pop(stack);
    }
  }

  /** One pops, pushes another and pushes the first again while another pops: the shape of ABA. */
  @JCStressTest
  @Outcome(
      id = {"2, 2, 31", "2, 1, 23", "2, 3, 21"},
      expect = Expect.ACCEPTABLE,
      desc = "Each is there once.")
  @Outcome(id = "1, 2, 13", expect = Expect.ACCEPTABLE, desc = "The other came first.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost or taken twice.")
  @State
  public static class PopAndPushAgain {
    private final TreiberStack<Integer> stack = new TreiberStack<>();

    /** With 2 above 1. */
    public PopAndPushAgain() {
      stack.push(1);
      stack.push(2);
    }

    @Actor
    public void returns(III_Result r) {
      r.r1 = pop(stack);
      stack.push(3);
      stack.push(r.r1);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = pop(stack);
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = digits(stack.popAll());
    }
  }

  /** Two are pushed together while another thread takes all. */
  @JCStressTest
  @Outcome(id = "1, 32", expect = Expect.ACCEPTABLE, desc = "Taken before.")
  @Outcome(id = "321, 0", expect = Expect.ACCEPTABLE, desc = "Taken after.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "One of the two was seen without the other.")
  @State
  public static class PushAllOrPopAll {
    private final TreiberStack<Integer> stack = new TreiberStack<>();

    /** With one element. */
    public PushAllOrPopAll() {
      stack.push(1);
    }

    @Actor
    public void pusher() {
      stack.pushAll(List.of(2, 3));
    }

    @Actor
    public void popper(II_Result r) {
      r.r1 = digits(stack.popAll());
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = digits(stack.popAll());
    }
  }

  /** The plain field of an element is there for who takes it. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Too early: nothing there.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The element, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The element came without its field.")
  @State
  public static class ElementIsPublished {
    private final TreiberStack<int[]> stack = new TreiberStack<>();

    @Actor
    public void pusher() {
      int[] element = new int[1];
      element[0] = 42;
      stack.push(element);
    }

    @Actor
    public void popper(I_Result r) {
      int[] element = stack.pop();
      r.r1 = element == null ? -1 : element[0];
    }
  }
}
