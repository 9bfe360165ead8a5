package dev.caravan.benchmarks.queue;

import dev.caravan.core.queue.SpscQueue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an element cost between one producer and one consumer over a queue of 1024? With one
 * worker one thread takes turns. A million numbers are summed up. One operation is one number.
 *
 * <p>To run just this: {@code ./caravan bench queue -- Spsc}.
 */
public class Spsc extends Contended {
  private static final int CAPACITY = 1024;

  /** {@link SpscQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    SpscQueue<Integer> queue = new SpscQueue<>(CAPACITY);
    return move(1, 1, queue::offer, queue::poll);
  }

  /** {@link SpscVarHandleArrayQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long jctools() {
    SpscVarHandleArrayQueue<Integer> queue = new SpscVarHandleArrayQueue<>(CAPACITY);
    return move(1, 1, queue::offer, queue::poll);
  }

  /** {@link ArrayBlockingQueue}, without waiting in it. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long arrayBlockingQueue() {
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
    return move(1, 1, queue::offer, queue::poll);
  }
}
