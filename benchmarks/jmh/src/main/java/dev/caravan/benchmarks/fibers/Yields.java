package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Fiber;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to let others run, and to have one's turn again? 1,000 fibers yield 1,000 times
 * each; starting them is part of it, and small beside it. One operation is one yield.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Yields}.
 */
@OperationsPerInvocation(Yields.FIBERS * Yields.TIMES)
public class Yields extends FiberWorkload {
  static final int FIBERS = 1_000;
  static final int TIMES = 1_000;

  private int times = TIMES;

  @Override
  long fibers() {
    return onFibers(parts(Fiber::yieldNow));
  }

  private List<Callable<Long>> parts(Runnable yield) {
    return Collections.nCopies(
        FIBERS,
        () -> {
          for (int i = 0; i < times; i++) {
            yield.run();
          }
          return (long) times;
        });
  }

  /** {@link Thread#yield} of virtual threads. */
  @Benchmark
  public long virtualThreads() {
    return onVirtualThread(() -> onVirtualThreads(parts(Thread::yield)));
  }

  /** Kotlin's {@code yield}. */
  @Benchmark
  public long kotlinYield() {
    return Kotlin.run(new KotlinSpawns.Many(1, FIBERS, () -> new KotlinSpawns.Yielding(times)));
  }

  @Override
  public void tiny() {
    times = 3;
  }

  @Override
  protected Object expected(String contender) {
    return (long) FIBERS * times;
  }
}
