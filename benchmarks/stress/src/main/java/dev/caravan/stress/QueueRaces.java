package dev.caravan.stress;

import dev.caravan.core.queue.BoundedMpmcQueue;
import dev.caravan.core.queue.MichaelScottQueue;
import dev.caravan.core.queue.MpmcQueue;
import dev.caravan.core.queue.MpscQueue;
import dev.caravan.core.queue.SpscQueue;
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
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Nothing in a queue is lost, taken twice or out of order. Elements are 1, 2, 3; 0 stands for none.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=QueueRaces}
 */
public final class QueueRaces {
  private QueueRaces() {}

  private static int number(@Nullable Integer element) {
    return element == null ? 0 : element;
  }

  /** An element with a plain field. */
  private static final class Box {
    private int value;

    private static Box of(int value) {
      Box box = new Box();
      box.value = value;
      return box;
    }

    private static int value(@Nullable Box box) {
      return box == null ? -1 : box.value;
    }
  }

  /** Two consumers want the only element of a Michael-Scott queue, as a third one looks at it. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "1, 0, 1", "0, 1, 0", "0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One got it; who looks sees it or comes too late.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "It was lost or taken twice.")
  @State
  public static class NodesTwoPolls {
    private final MichaelScottQueue<Integer> queue = new MichaelScottQueue<>();

    /** With one element. */
    public NodesTwoPolls() {
      queue.add(1);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = number(queue.poll());
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = number(queue.poll());
    }

    @Actor
    public void looker(III_Result r) {
      r.r3 = number(queue.peek());
    }
  }

  /** Two producers and a consumer at an empty Michael-Scott queue. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 2", "0, 2, 1", "1, 2, 0", "2, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "Both are there, in some order.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost or taken twice.")
  @State
  public static class NodesTwoAdds {
    private final MichaelScottQueue<Integer> queue = new MichaelScottQueue<>();

    @Actor
    public void first() {
      queue.add(1);
    }

    @Actor
    public void second() {
      queue.add(2);
    }

    @Actor
    public void consumer(III_Result r) {
      r.r1 = number(queue.poll());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r2 = number(queue.poll());
      r.r3 = number(queue.poll());
    }
  }

  /** An empty {@link MpmcQueue} whose first segment is used up but for some places. */
  private static MpmcQueue<Integer> segments(int placesLeft) {
    MpmcQueue<Integer> queue = new MpmcQueue<>();
    for (int used = placesLeft; used < 16; used++) {
      queue.add(0);
      queue.poll();
    }
    return queue;
  }

  /** Two consumers, of whom one is the producer too, at an empty queue of segments. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "One consumer got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "It was lost or taken twice.")
  @State
  public static class SegmentsTwoPolls {
    private final MpmcQueue<Integer> queue = segments(4);

    @Actor
    public void first(III_Result r) {
      queue.add(1);
      r.r1 = number(queue.poll());
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = number(queue.poll());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = number(queue.poll());
    }
  }

  /**
   * Two producers, of whom one is the consumer too, at a queue whose first segment has one place
   * left.
   */
  @JCStressTest
  @Outcome(
      id = {"1, 2, 0", "2, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "Both are there, in some order.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost or taken twice.")
  @State
  public static class SegmentsTwoAdds {
    private final MpmcQueue<Integer> queue = segments(1);

    @Actor
    public void first() {
      queue.add(1);
    }

    @Actor
    public void second(III_Result r) {
      queue.add(2);
      r.r1 = number(queue.poll());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r2 = number(queue.poll());
      r.r3 = number(queue.poll());
    }
  }

  /** Who looks at a queue of segments that always has an element, as it goes on to the next one. */
  @JCStressTest
  @Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "Not empty; the first was taken.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A queue that was never empty looked empty.")
  @State
  public static class SegmentsNeverEmpty {
    private final MpmcQueue<Integer> queue = segments(1);

    /** With one element, in the last place of the first segment. */
    public SegmentsNeverEmpty() {
      queue.add(1);
    }

    @Actor
    public void looker(ZI_Result r) {
      r.r1 = queue.isEmpty();
    }

    @Actor
    public void mover(ZI_Result r) {
      queue.add(2);
      r.r2 = number(queue.poll());
    }
  }

  /** The plain field of an element is there for the consumer of a ring. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Too early: nothing there.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The element, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The element came without its field.")
  @State
  public static class RingPublishes {
    private final SpscQueue<Box> queue = new SpscQueue<>(1);

    @Actor
    public void producer() {
      queue.offer(Box.of(42));
    }

    @Actor
    public void consumer(I_Result r) {
      r.r1 = Box.value(queue.poll());
    }
  }

  /** The only slot of a ring is used again while the consumer empties it. */
  @JCStressTest
  @Outcome(id = "false, 1, 0", expect = Expect.ACCEPTABLE, desc = "Full; the first is taken.")
  @Outcome(id = "true, 1, 2", expect = Expect.ACCEPTABLE, desc = "The slot was used again.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The slot was mixed up.")
  @State
  public static class RingReuses {
    private final SpscQueue<Integer> queue = new SpscQueue<>(1);

    /** Full. */
    public RingReuses() {
      queue.offer(1);
    }

    @Actor
    public void producer(ZII_Result r) {
      r.r1 = queue.offer(2);
    }

    @Actor
    public void consumer(ZII_Result r) {
      r.r2 = number(queue.poll());
    }

    @Arbiter
    public void left(ZII_Result r) {
      r.r3 = number(queue.poll());
    }
  }

  /** Two producers at once, which a ring does not allow: what its documentation warns of. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One after the other.")
  @Outcome(
      id = {"1, 0", "2, 0"},
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "Misused: an element was lost, though both were told that it was taken.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Worse than documented.")
  @State
  public static class RingMisused {
    private final SpscQueue<Integer> queue = new SpscQueue<>(4);

    @Actor
    public void first() {
      queue.offer(1);
    }

    @Actor
    public void second() {
      queue.offer(2);
    }

    @Arbiter
    public void left(II_Result r) {
      r.r1 = number(queue.poll());
      r.r2 = number(queue.poll());
    }
  }

  /** A mailbox is closed as an element is offered. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "Accepted before the end.")
  @Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "Refused.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Accepted and lost, or refused and taken.")
  @State
  public static class MailboxOfferOrClose {
    private final MpscQueue<Integer> queue = new MpscQueue<>();

    @Actor
    public void producer(ZI_Result r) {
      r.r1 = queue.offer(1);
    }

    @Actor
    public void consumer(ZI_Result r) {
      queue.close();
      r.r2 = number(queue.poll()); // not looked at again: this must be all
    }
  }

  /** A producer of two elements, one of a third, and the consumer of a mailbox. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 123", "0, 0, 132", "0, 0, 312"},
      expect = Expect.ACCEPTABLE,
      desc = "The consumer came too early.")
  @Outcome(
      id = {
        "0, 1, 23",
        "0, 1, 32",
        "0, 3, 12",
        "1, 0, 23",
        "1, 0, 32",
        "3, 0, 12",
        "1, 2, 3",
        "1, 3, 2",
        "3, 1, 2"
      },
      expect = Expect.ACCEPTABLE,
      desc = "Each once, 1 before 2.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost, taken twice or out of order.")
  @State
  public static class MailboxOrder {
    private final MpscQueue<Integer> queue = new MpscQueue<>();

    @Actor
    public void first() {
      queue.offer(1);
      queue.offer(2);
    }

    @Actor
    public void second() {
      queue.offer(3);
    }

    @Actor
    public void consumer(III_Result r) {
      r.r1 = number(queue.poll());
      r.r2 = number(queue.poll());
    }

    @Arbiter
    public void left(III_Result r) {
      for (Integer e = queue.poll(); e != null; e = queue.poll()) {
        r.r3 = 10 * r.r3 + e;
      }
    }
  }

  /** The plain field of an element is there for the consumer of a mailbox. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "Too early: nothing there.")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "The element, with its field.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "The element came without its field.")
  @State
  public static class MailboxPublishes {
    private final MpscQueue<Box> queue = new MpscQueue<>();

    @Actor
    public void producer() {
      queue.offer(Box.of(42));
    }

    @Actor
    public void consumer(I_Result r) {
      r.r1 = Box.value(queue.poll());
    }
  }

  /** Two producers want the last place of a bounded queue. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "false, true, 2", expect = Expect.ACCEPTABLE, desc = "The second got it.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The bound was not kept, or the place left unused.")
  @State
  public static class BoundedLastPlace {
    private final BoundedMpmcQueue<Integer> queue = new BoundedMpmcQueue<>(1);

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = queue.offer(1);
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = queue.offer(2);
    }

    @Arbiter
    public void left(ZZI_Result r) {
      r.r3 = number(queue.poll());
    }
  }

  /** The only place of a bounded queue is used again as two consumers empty it. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "Full; one took the first.")
  @Outcome(
      id = {"1, 2, 0", "2, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "Used again and emptied again.")
  @Outcome(
      id = {"1, 0, 2", "0, 1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "Used again.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "An element was lost or taken twice.")
  @State
  public static class BoundedReuses {
    private final BoundedMpmcQueue<Integer> queue = new BoundedMpmcQueue<>(1);

    /** Full. */
    public BoundedReuses() {
      queue.offer(1);
    }

    @Actor
    public void producer() {
      queue.offer(2);
    }

    @Actor
    public void first(III_Result r) {
      r.r1 = number(queue.poll());
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = number(queue.poll());
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = number(queue.poll());
    }
  }

  /** Who looks at a bounded queue sees the element that is there, never the hole that it leaves. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "Seen before or after.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A queue that was never empty looked empty.")
  @State
  public static class BoundedPeek {
    private final BoundedMpmcQueue<Integer> queue = new BoundedMpmcQueue<>(2);

    /** With two elements. */
    public BoundedPeek() {
      queue.offer(1);
      queue.offer(2);
    }

    @Actor
    public void consumer(II_Result r) {
      r.r1 = number(queue.poll());
    }

    @Actor
    public void looker(II_Result r) {
      r.r2 = number(queue.peek());
    }
  }
}
