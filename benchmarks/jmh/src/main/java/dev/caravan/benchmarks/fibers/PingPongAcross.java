package dev.caravan.benchmarks.fibers;

import dev.caravan.benchmarks.Workload;
import dev.caravan.benchmarks.channel.Ends;
import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to hand an item to a fiber of another domain and wait for the answer? Between
 * two threads of the system, which is what two domains are but on {@link Engine#BATON}, each
 * hand-over wakes one of them. One operation is one hand-over.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- PingPongAcross}.
 */
@OperationsPerInvocation(PingPongAcross.HANDS)
public class PingPongAcross extends Workload {
  /**
   * Fewer than elsewhere: they are slow, and two domains that start are still nothing beside it.
   */
  static final int HANDS = 20_000;

  private int size = HANDS;

  /** {@link dev.caravan.core.channel.Channel#rendezvous} between domains of own schedulers. */
  @Benchmark
  public long caravanLoop() {
    return acrossDomains(Engine.LOOP);
  }

  /** The same between domains that pass batons. */
  @Benchmark
  public long caravanBaton() {
    return acrossDomains(Engine.BATON);
  }

  /** The same between domains of continuations. */
  @Benchmark
  public long caravanCoroutine() {
    return acrossDomains(Engine.CONTINUATION);
  }

  private long acrossDomains(Engine engine) {
    List<Callable<Long>> parts = Ends.ring(Ring::channel, 2, size);
    FutureTask<Long> second = forkVirtual(() -> inDomain(engine, parts.get(1)));
    try {
      return inDomain(engine, parts.get(0)) + join(second);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long inDomain(Engine engine, Callable<Long> part) throws Exception {
    return Domain.builder().engine(engine).run(domain -> part.call());
  }

  /** {@link SynchronousQueue} between virtual threads. */
  @Benchmark
  public long virtualThreads() {
    return FiberWorkload.onVirtualThreads(queue());
  }

  /** {@link SynchronousQueue} between threads of the system. */
  @Benchmark
  public long platformThreads() {
    List<FutureTask<Long>> tasks = queue().stream().map(FutureTask::new).toList();
    tasks.forEach(task -> Thread.ofPlatform().start(task));
    return tasks.stream().mapToLong(Workload::join).sum();
  }

  private List<Callable<Long>> queue() {
    return Ends.ring(() -> Ends.of(new SynchronousQueue<>()), 2, size);
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
