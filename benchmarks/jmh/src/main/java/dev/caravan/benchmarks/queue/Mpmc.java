package dev.caravan.benchmarks.queue;

import dev.caravan.core.queue.BoundedMpmcQueue;
import dev.caravan.core.queue.MichaelScottQueue;
import dev.caravan.core.queue.MpmcQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an element cost between two producers and two consumers? With one worker one thread
 * takes turns. A million numbers are summed up. The bounded queues hold 1024. One operation is one
 * number.
 *
 * <p>To run just this: {@code ./caravan bench queue -- Mpmc}.
 */
public class Mpmc extends Contended {
  private static final int CAPACITY = 1024;

  private static Predicate<Integer> always(Consumer<Integer> add) {
    return element -> {
      add.accept(element);
      return true;
    };
  }

  /** {@link BoundedMpmcQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    BoundedMpmcQueue<Integer> queue = new BoundedMpmcQueue<>(CAPACITY);
    return move(workers, workers, queue::offer, queue::poll);
  }

  /** {@link MpmcQueue}, unbounded. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravanUnbounded() {
    MpmcQueue<Integer> queue = new MpmcQueue<>();
    return move(workers, workers, always(queue::add), queue::poll);
  }

  /** {@link MichaelScottQueue}, unbounded. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravanNodes() {
    MichaelScottQueue<Integer> queue = new MichaelScottQueue<>();
    return move(workers, workers, always(queue::add), queue::poll);
  }

  /** {@link MpmcVarHandleArrayQueue}, bounded. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long jctools() {
    MpmcVarHandleArrayQueue<Integer> queue = new MpmcVarHandleArrayQueue<>(CAPACITY);
    return move(workers, workers, queue::offer, queue::poll);
  }

  /** {@link ArrayBlockingQueue}, without waiting in it. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long arrayBlockingQueue() {
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
    return move(workers, workers, queue::offer, queue::poll);
  }

  /** {@link ConcurrentLinkedQueue}, unbounded. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long concurrentLinkedQueue() {
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    return move(workers, workers, queue::offer, queue::poll);
  }
}
