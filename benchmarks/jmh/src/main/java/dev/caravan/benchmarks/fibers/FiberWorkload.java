package dev.caravan.benchmarks.fibers;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What the workloads of this group share: Caravan's program, run on each engine in a domain of its
 * own.
 */
public abstract class FiberWorkload extends Workload {

  /** Caravan's program, as the first fiber of a domain. */
  abstract long fibers();

  /** Fibers on virtual threads that the domain schedules itself. */
  @Benchmark
  public long caravanLoop() {
    return inDomain(Engine.LOOP);
  }

  /** Fibers on ordinary virtual threads, which hand a baton around. */
  @Benchmark
  public long caravanBaton() {
    return inDomain(Engine.BATON);
  }

  /** Fibers on bare continuations. */
  @Benchmark
  public long caravanCoroutine() {
    return inDomain(Engine.CONTINUATION);
  }

  private long inDomain(Engine engine) {
    return Domain.builder().engine(engine).run(domain -> fibers());
  }

  /** Runs each part on a fiber, and sums up what they return. */
  static long onFibers(List<Callable<Long>> parts) {
    return Switch.call(sw -> {
      List<Promise<Long>> results = new ArrayList<>();
      for (Callable<Long> part : parts) {
        results.add(sw.forkPromise(part::call));
      }
      long sum = 0;
      for (Promise<Long> result : results) {
        sum += result.await();
      }
      return sum;
    });
  }

  /** The same on virtual threads. */
  static long onVirtualThreads(List<Callable<Long>> parts) {
    List<FutureTask<Long>> results = new ArrayList<>();
    for (Callable<Long> part : parts) {
      results.add(forkVirtual(part));
    }
    long sum = 0;
    for (FutureTask<Long> result : results) {
      sum += join(result);
    }
    return sum;
  }
}
