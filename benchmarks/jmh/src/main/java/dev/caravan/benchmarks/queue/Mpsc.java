package dev.caravan.benchmarks.queue;

import dev.caravan.core.queue.MpscQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jctools.queues.varhandle.MpscLinkedVarHandleQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an element cost between two producers and one consumer, over an unbounded queue? With
 * one worker one thread takes turns. A million numbers are summed up. One operation is one number.
 *
 * <p>To run just this: {@code ./caravan bench queue -- Mpsc}.
 */
public class Mpsc extends Contended {

  /** {@link MpscQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    MpscQueue<Integer> queue = new MpscQueue<>();
    return move(workers, 1, queue::offer, queue::poll);
  }

  /** {@link MpscUnboundedVarHandleArrayQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long jctoolsArrays() {
    MpscUnboundedVarHandleArrayQueue<Integer> queue = new MpscUnboundedVarHandleArrayQueue<>(512);
    return move(workers, 1, queue::offer, queue::poll);
  }

  /** {@link MpscLinkedVarHandleQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long jctoolsLinked() {
    MpscLinkedVarHandleQueue<Integer> queue = new MpscLinkedVarHandleQueue<>();
    return move(workers, 1, queue::offer, queue::poll);
  }

  /** {@link ConcurrentLinkedQueue}. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long concurrentLinkedQueue() {
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    return move(workers, 1, queue::offer, queue::poll);
  }
}
