package dev.caravan.benchmarks.fibers;

import dev.caravan.benchmarks.channel.Coroutines;
import dev.caravan.benchmarks.channel.Ends;
import dev.caravan.core.channel.Channel;
import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.Stream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to hand an item to another fiber of the domain and wait for the next? The
 * members of a ring pass a number on, each adding one, over queues without a buffer; a ring of two
 * is a ping-pong. One operation is one hand-over.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Ring}.
 */
@OperationsPerInvocation(Ring.HANDS)
public class Ring extends FiberWorkload {
  static final int HANDS = 100_000;

  /** How many stand in the ring. */
  @Param({"2", "100"})
  public int members;

  private int size = HANDS;

  /** {@link Channel#rendezvous}, which is what the rows named after the engines alone use. */
  @Override
  long fibers() {
    return onFibers(ring(Ring::channel));
  }

  static Ends channel() {
    Channel<Integer> channel = Channel.rendezvous();
    return new Ends(channel::send, channel::receive);
  }

  /** {@link Stream} of capacity 0. */
  @Benchmark
  public long caravanLoopStream() {
    return overStreams(Engine.LOOP);
  }

  /** {@link Stream} of capacity 0. */
  @Benchmark
  public long caravanCoroutineStream() {
    return overStreams(Engine.CONTINUATION);
  }

  private long overStreams(Engine engine) {
    return Domain.builder().engine(engine).run(domain -> onFibers(ring(Ring::stream)));
  }

  private static Ends stream() {
    Stream<Integer> stream = Stream.create(0);
    return new Ends(stream::add, stream::take);
  }

  /** {@link SynchronousQueue} between virtual threads. */
  @Benchmark
  public long synchronousQueue() {
    return onVirtualThreads(ring(() -> Ends.of(new SynchronousQueue<>())));
  }

  /** {@link ArrayBlockingQueue} with room for one, between virtual threads. */
  @Benchmark
  public long arrayBlockingQueue() {
    return onVirtualThreads(ring(() -> Ends.of(new ArrayBlockingQueue<>(1))));
  }

  /** Kotlin's channel between coroutines. */
  @Benchmark
  public long kotlinChannel() {
    return Coroutines.ring(members, size);
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
