package dev.caravan.stress;

import static dev.caravan.stress.LinearizabilityTest.modelCheckObstructionFree;
import static dev.caravan.stress.LinearizabilityTest.stress;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.queue.BoundedMpmcQueue;
import dev.caravan.core.queue.MichaelScottQueue;
import dev.caravan.core.queue.MpscQueue;
import dev.caravan.core.queue.SpscQueue;
import dev.caravan.core.queue.TreiberStack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The structures of {@code core.queue}, checked as in {@link LinearizabilityTest}, and more: a
 * thread that is suspended anywhere does not keep another from ending.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am
 * -Dtest='QueuesLinearizabilityTest*' -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class QueuesLinearizabilityTest {
  /** The stack, with what takes and brings several at once. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Stack {
    private final TreiberStack<Integer> stack = new TreiberStack<>();

    @Operation
    public void push(@Param(name = "element") int element) {
      stack.push(element);
    }

    @Operation
    public void pushTwo(@Param(name = "element") int element) {
      stack.pushAll(List.of(element, -element));
    }

    @Operation
    public @Nullable Integer pop() {
      return stack.pop();
    }

    @Operation
    public List<Integer> popAll() {
      return stack.popAll();
    }

    @Operation
    public List<Integer> look() {
      List<Integer> seen = new ArrayList<>();
      stack.forEach(seen::add);
      return seen;
    }
  }

  /** What the stack is, in sequence. */
  public static class PlainStack {
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();

    public void push(int element) {
      stack.push(element);
    }

    public void pushTwo(int element) {
      stack.push(element);
      stack.push(-element);
    }

    public @Nullable Integer pop() {
      return stack.pollFirst();
    }

    public List<Integer> popAll() {
      List<Integer> all = look();
      stack.clear();
      return all;
    }

    public List<Integer> look() {
      return new ArrayList<>(stack);
    }
  }

  /** The unbounded queue of nodes. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class MichaelScott {
    private final MichaelScottQueue<Integer> queue = new MichaelScottQueue<>();

    @Operation
    public boolean offer(@Param(name = "element") int element) {
      queue.add(element);
      return true;
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation
    public boolean isEmpty() {
      return queue.isEmpty();
    }
  }

  /** What an unbounded queue is, in sequence. */
  public static class PlainQueue {
    final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public boolean offer(int element) {
      return queue.add(element);
    }

    public @Nullable Integer poll() {
      return queue.pollFirst();
    }

    public @Nullable Integer peek() {
      return queue.peekFirst();
    }

    public boolean isEmpty() {
      return queue.isEmpty();
    }

    public int size() {
      return queue.size();
    }
  }

  /** The bounded queue for any threads; small, so that it is full now and then. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Bounded {
    private final BoundedMpmcQueue<Integer> queue = new BoundedMpmcQueue<>(2);

    @Operation
    public boolean offer(@Param(name = "element") int element) {
      return queue.offer(element);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation
    public int size() {
      return queue.size();
    }
  }

  /** What a queue of two is, in sequence. */
  public static class PlainBounded extends PlainQueue {
    @Override
    public boolean offer(int element) {
      return queue.size() < 2 && queue.add(element);
    }
  }

  /** The ring of one producer and one consumer. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Spsc {
    private final SpscQueue<Integer> queue = new SpscQueue<>(2);

    @Operation(nonParallelGroup = "producer")
    public boolean offer(@Param(name = "element") int element) {
      return queue.offer(element);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation
    public int size() {
      return queue.size();
    }
  }

  /** The ring in the hands of two producers, who are not allowed to. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class SpscMisused {
    private final SpscQueue<Integer> queue = new SpscQueue<>(2);

    @Operation
    public boolean offer(@Param(name = "element") int element) {
      return queue.offer(element);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      return queue.poll();
    }
  }

  /** The mailbox. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Mpsc {
    private final MpscQueue<Integer> queue = new MpscQueue<>();

    /** Leaves two places in the first segment, so that the program meets its end. */
    public Mpsc() {
      for (int i = 0; i < 6; i++) {
        queue.offer(i);
        queue.poll();
      }
    }

    @Operation
    public boolean offer(@Param(name = "element") int element) {
      return queue.offer(element);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation(nonParallelGroup = "consumer")
    public void pushFirst(@Param(name = "element") int element) {
      queue.pushFirst(element);
    }

    @Operation(nonParallelGroup = "consumer")
    public boolean close() {
      boolean first = !queue.isClosed();
      if (first) {
        queue.close();
      }
      return first;
    }

    @Operation
    public boolean isClosed() {
      return queue.isClosed();
    }
  }

  /** The mailbox, in programs of offers and polls only, which overtake each other more often. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Overtaking {
    private final MpscQueue<Integer> queue = new MpscQueue<>();

    @Operation
    public boolean offer(@Param(name = "element") int element) {
      return queue.offer(element);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      return queue.poll();
    }
  }

  /** What the mailbox is, in sequence. */
  public static class PlainMpsc extends PlainQueue {
    private boolean closed;

    @Override
    public boolean offer(int element) {
      return !closed && queue.add(element);
    }

    public void pushFirst(int element) {
      queue.addFirst(element);
    }

    public boolean close() {
      boolean first = !closed;
      closed = true;
      return first;
    }

    public boolean isClosed() {
      return closed;
    }
  }

  @Nested
  class TreiberStacks {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Stack.class, PlainStack.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Stack.class, PlainStack.class);
    }
  }

  @Nested
  class MichaelScottQueues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(MichaelScott.class, PlainQueue.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(MichaelScott.class, PlainQueue.class);
    }
  }

  @Nested
  class BoundedMpmcQueues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Bounded.class, PlainBounded.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Bounded.class, PlainBounded.class);
    }
  }

  @Nested
  class SpscQueues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Spsc.class, PlainBounded.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Spsc.class, PlainBounded.class);
    }

    @Test
    void twoProducersAreFoundOut() {
      assertThatThrownBy(() -> modelCheckObstructionFree(SpscMisused.class, PlainBounded.class))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("offer");
    }
  }

  @Nested
  class MpscQueues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheckObstructionFree(Mpsc.class, PlainMpsc.class);
    }

    /** How far the consumer looks matters where a producer overtakes it. */
    @Test
    void aProducerThatOvertakesTheConsumerKeepsItsOrder() {
      modelCheckObstructionFree(Overtaking.class, PlainQueue.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Mpsc.class, PlainMpsc.class);
    }
  }
}
