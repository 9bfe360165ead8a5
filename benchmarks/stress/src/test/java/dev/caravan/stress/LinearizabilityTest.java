package dev.caravan.stress;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.ChannelClosed;
import dev.caravan.core.channel.Clause;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.queue.MpmcQueue;
import dev.caravan.core.queue.WorkStealingDeque;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Whatever the interleaving, the results are those of some order of the operations, one after the
 * other. Model checking tries the interleavings of small programs; the stress mode runs them on
 * real threads.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am -Dtest='LinearizabilityTest*'
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dlincheck.scale=4} makes both figures four
 * times as large.
 */
public class LinearizabilityTest {
  static final int SCALE = Integer.getInteger("lincheck.scale", 1);

  public static void modelCheck(Class<?> structure, Class<?> specification) {
    sized(new ModelCheckingOptions(), specification)
        .iterations(4 * SCALE)
        .invocationsPerIteration(100 * SCALE)
        .check(structure);
  }

  /** Besides, a thread that is suspended anywhere does not keep another from ending. */
  public static void modelCheckObstructionFree(Class<?> structure, Class<?> specification) {
    sized(new ModelCheckingOptions(), specification)
        .checkObstructionFreedom(true)
        .iterations(2 * SCALE)
        .invocationsPerIteration(100 * SCALE)
        .check(structure);
  }

  public static void stress(Class<?> structure, Class<?> specification) {
    sized(new StressOptions(), specification)
        .iterations(6 * SCALE)
        .invocationsPerIteration(50 * SCALE)
        .check(structure);
  }

  static <O extends Options<O, ?>> O sized(O options, Class<?> specification) {
    return options
        .threads(2)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(2)
        .sequentialSpecification(specification);
  }

  /** The deque: its owner's operations one at a time, those of thieves at any time. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Deque {
    private final WorkStealingDeque<Integer> deque = new WorkStealingDeque<>(2);

    @Operation(nonParallelGroup = "owner")
    public void push(@Param(name = "element") int element) {
      deque.push(element);
    }

    @Operation(nonParallelGroup = "owner")
    public @Nullable Integer pop() {
      return deque.pop();
    }

    /** A steal that lost a race against another thief tries again. */
    @Operation
    public @Nullable Integer steal() {
      Integer element = deque.steal();
      while (element == null && !deque.isEmpty()) {
        element = deque.steal();
      }
      return element;
    }

    /** Exact for the owner only: who else looks may see its pop half done. */
    @Operation(nonParallelGroup = "owner")
    public int size() {
      return deque.size();
    }

    @Operation(nonParallelGroup = "owner")
    public boolean isEmpty() {
      return deque.isEmpty();
    }
  }

  /** What the deque is, in sequence. */
  public static class PlainDeque {
    private final ArrayDeque<Integer> deque = new ArrayDeque<>();

    public void push(int element) {
      deque.addLast(element);
    }

    public @Nullable Integer pop() {
      return deque.pollLast();
    }

    public @Nullable Integer steal() {
      return deque.pollFirst();
    }

    public int size() {
      return deque.size();
    }

    public boolean isEmpty() {
      return deque.isEmpty();
    }
  }

  /** The queue that the outside of a pool submits to. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Mpmc {
    private final MpmcQueue<Integer> queue = new MpmcQueue<>();

    /** Leaves two places in the first segment, so that the program meets its end. */
    public Mpmc() {
      for (int i = 0; i < 14; i++) {
        queue.add(i);
        queue.poll();
      }
    }

    @Operation
    public void add(@Param(name = "element") int element) {
      queue.add(element);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }

    /**
     * That it is empty is exact; that it is not, and the size, are not: an add may be half done.
     */
    @Operation
    public @Nullable Integer pollUnlessEmpty() {
      return queue.isEmpty() ? null : queue.poll();
    }
  }

  /** What the queue is, in sequence. */
  public static class PlainQueue {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public void add(int element) {
      queue.addLast(element);
    }

    public @Nullable Integer poll() {
      return queue.pollFirst();
    }

    public @Nullable Integer pollUnlessEmpty() {
      return poll();
    }
  }

  /** A channel of two, and what needs no waiting; a select that does not wait is one of those. */
  @Param(name = "element", gen = IntGen.class, conf = "1:4")
  public static class Pipe {
    private final Channel<Integer> channel = Channel.bounded(2);

    @Operation
    public String send(@Param(name = "element") int element) {
      return outcome(() -> channel.trySend(element));
    }

    @Operation
    public String receive() {
      return outcome(() -> channel.tryReceive().orElse(0));
    }

    @Operation
    public String select() {
      return outcome(() ->
          Channel.<Object>select(channel.receiving(element -> element), Clause.otherwise(() -> 0)));
    }

    @Operation
    public void close() {
      channel.close();
    }

    private static String outcome(Supplier<Object> step) {
      try {
        return step.get().toString();
      } catch (ChannelClosed closed) {
        return "closed";
      }
    }
  }

  /** What the channel is, in sequence. */
  public static class PlainPipe {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private boolean closed;

    public String send(int element) {
      return closed ? "closed" : String.valueOf(queue.size() < 2 && queue.add(element));
    }

    public String receive() {
      Integer first = queue.poll();
      return first != null ? first.toString() : closed ? "closed" : "0";
    }

    public String select() {
      return receive();
    }

    public void close() {
      closed = true;
    }
  }

  /** A computation: a cell that is written once, with waiters. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static class Cell {
    private final Computation<Integer> cell = new Computation<>();
    private final Queue<Trigger> attached = new ConcurrentLinkedQueue<>();

    @Operation
    public boolean succeed(@Param(name = "value") int value) {
      return cell.tryReturn(value);
    }

    @Operation
    public boolean fail() {
      return cell.tryFail(new IllegalStateException("failed"));
    }

    @Operation
    public boolean cancel() {
      return cell.tryCancel(null);
    }

    @Operation
    public boolean attach() {
      Trigger trigger = new Trigger();
      boolean added = cell.tryAttach(trigger);
      if (added) {
        attached.add(trigger);
      }
      return added;
    }

    /** Attaches, gives up and leaves; tells whether it was attached. */
    @Operation
    public boolean attachAndLeave() {
      Trigger trigger = new Trigger();
      boolean added = cell.tryAttach(trigger);
      trigger.withdraw(Trigger.End.TIMED_OUT);
      if (added) {
        cell.detach(trigger);
      }
      return added;
    }

    @Operation
    public String look() {
      return switch (cell.peek().orElse(null)) {
        case null -> "running";
        case Outcome.Returned<Integer>(Integer value) -> "returned " + value;
        case Outcome.Failed<Integer> failed -> "failed";
        case Outcome.WasCancelled<Integer> cancelled -> "cancelled";
      };
    }

    /** Those who stayed are signalled if and only if there is a decision. */
    @Validate
    public void signalled() {
      for (Trigger trigger : attached) {
        if (trigger.isSignaled() == cell.isRunning()) {
          throw new AssertionError("a waiter of a cell that is " + look() + ": " + trigger.end());
        }
      }
    }
  }

  /** What the cell is, in sequence. */
  public static class PlainCell {
    private String state = "running";

    public boolean succeed(int value) {
      return decide("returned " + value);
    }

    public boolean fail() {
      return decide("failed");
    }

    public boolean cancel() {
      return decide("cancelled");
    }

    public boolean attach() {
      return state.equals("running");
    }

    public boolean attachAndLeave() {
      return attach();
    }

    public String look() {
      return state;
    }

    private boolean decide(String end) {
      boolean first = attach();
      if (first) {
        state = end;
      }
      return first;
    }
  }

  /** A guarded counter; each step is a read and a write of plain memory. */
  public static class Counter {
    private final Guarded<int[]> guarded = Guarded.of(new int[1]);

    @Operation
    public int increment() {
      return guarded.with(count -> ++count[0]);
    }

    @Operation
    public int twice() {
      return guarded.with(count -> count[0] *= 2);
    }
  }

  /** What the counter is, in sequence. */
  public static class PlainCounter {
    private int count;

    public int increment() {
      return ++count;
    }

    public int twice() {
      return count *= 2;
    }
  }

  @Nested
  class WorkStealingDeques {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Deque.class, PlainDeque.class);
    }

    @Test
    void nobodyIsHeldUpByWhoIsSuspended() {
      modelCheckObstructionFree(Deque.class, PlainDeque.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Deque.class, PlainDeque.class);
    }
  }

  @Nested
  class MpmcQueues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Mpmc.class, PlainQueue.class);
    }

    @Test
    void nobodyIsHeldUpByWhoIsSuspended() {
      modelCheckObstructionFree(Mpmc.class, PlainQueue.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Mpmc.class, PlainQueue.class);
    }
  }

  @Nested
  class Channels {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Pipe.class, PlainPipe.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Pipe.class, PlainPipe.class);
    }
  }

  @Nested
  class Computations {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Cell.class, PlainCell.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Cell.class, PlainCell.class);
    }
  }

  @Nested
  class GuardedValues {
    @Test
    void areLinearizableInEveryInterleaving() {
      modelCheck(Counter.class, PlainCounter.class);
    }

    @Test
    void areLinearizableOnRealThreads() {
      stress(Counter.class, PlainCounter.class);
    }
  }
}
