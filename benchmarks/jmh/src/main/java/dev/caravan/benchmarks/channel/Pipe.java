package dev.caravan.benchmarks.channel;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.channel.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does an item cost between tasks? Some senders share a million numbers, some receivers sum
 * them up, over one queue of 64. One operation is one item.
 *
 * <p>To run just this: {@code ./caravan bench channel -- Pipe}.
 */
public class Pipe extends Workload {
  static final int ITEMS = 1_000_000;
  private static final int CAPACITY = 64;

  /** How many senders, and how many receivers. */
  @Param({"1", "4"})
  public int each;

  private int size = ITEMS;

  /** {@link Channel#bounded} between virtual threads. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    return Ends.onVirtualThreads(each, size, channel());
  }

  /** {@link Channel#bounded} between tasks of a pool. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravanPool() {
    return Ends.onPool(pool, each, size, channel());
  }

  private static Ends channel() {
    Channel<Integer> channel = Channel.bounded(CAPACITY);
    return new Ends(channel::send, channel::receive);
  }

  /** {@link ArrayBlockingQueue} between virtual threads. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long arrayBlockingQueue() {
    return Ends.onVirtualThreads(each, size, Ends.of(new ArrayBlockingQueue<>(CAPACITY)));
  }

  /** {@link LinkedBlockingQueue} between virtual threads. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long linkedBlockingQueue() {
    return Ends.onVirtualThreads(each, size, Ends.of(new LinkedBlockingQueue<>(CAPACITY)));
  }

  /** Kotlin's channel between coroutines. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long kotlinChannel() {
    return Coroutines.pipe(each, size, CAPACITY);
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
