package dev.caravan.benchmarks.channel;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.channel.Channel;
import dev.caravan.core.pool.Fut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to hand an item over and wait for the next? The members of a ring pass a number
 * on, each adding one, over queues without a buffer; a ring of two is a ping-pong. One operation is
 * one hand-over.
 *
 * <p>To run just this: {@code ./caravan bench channel -- PingPong}.
 */
public class PingPong extends Workload {
  static final int HANDS = 100_000;

  /** How many stand in the ring. */
  @Param({"2", "100"})
  public int members;

  private int size = HANDS;

  /** {@link Channel#rendezvous} between virtual threads. */
  @Benchmark
  @OperationsPerInvocation(HANDS)
  public long caravan() {
    return onVirtualThreads(ring(PingPong::channel));
  }

  /** {@link Channel#rendezvous} between tasks of a pool. */
  @Benchmark
  @OperationsPerInvocation(HANDS)
  public long caravanPool() {
    List<Fut<Long>> tasks =
        ring(PingPong::channel).stream().map(part -> pool.spawn(part::call)).toList();
    return tasks.stream().mapToLong(Fut::await).sum();
  }

  private static Ends channel() {
    Channel<Integer> channel = Channel.rendezvous();
    return new Ends(channel::send, channel::receive);
  }

  /** {@link SynchronousQueue} between virtual threads. */
  @Benchmark
  @OperationsPerInvocation(HANDS)
  public long synchronousQueue() {
    return onVirtualThreads(ring(() -> Ends.of(new SynchronousQueue<>())));
  }

  /**
   * The least that any of them needs between virtual threads: a field, and the JDK's park and
   * unpark. The sender does not wait until the item is taken, and a second item would replace it.
   */
  @Benchmark
  @OperationsPerInvocation(HANDS)
  public long bareParking() {
    return onVirtualThreads(ring(PingPong::bare));
  }

  private static Ends bare() {
    Place place = new Place();
    return new Ends(place::put, place::take);
  }

  private static final class Place {
    private volatile @Nullable Integer item;
    private volatile @Nullable Thread receiver;

    void put(Integer next) {
      item = next;
      LockSupport.unpark(receiver);
    }

    Integer take() {
      if (receiver == null) {
        receiver = Thread.currentThread();
      }
      Integer taken = item;
      while (taken == null) {
        LockSupport.park();
        taken = item;
      }
      item = null;
      return taken;
    }
  }

  /** Kotlin's channel between coroutines. */
  @Benchmark
  @OperationsPerInvocation(HANDS)
  public long kotlinChannel() {
    return Coroutines.ring(members, size);
  }

  private static long onVirtualThreads(List<Callable<Long>> parts) {
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (Callable<Long> part : parts) {
      tasks.add(forkVirtual(part));
    }
    long sum = 0;
    for (FutureTask<Long> task : tasks) {
      sum += join(task);
    }
    return sum;
  }

  private List<Callable<Long>> ring(Supplier<Ends> link) {
    return Ends.ring(link, members, size);
  }

  @Override
  public void tiny() {
    size = 1_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size;
  }
}
