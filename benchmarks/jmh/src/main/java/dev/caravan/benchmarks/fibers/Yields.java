package dev.caravan.benchmarks.fibers;

import dev.caravan.core.spi.Coroutine;
import dev.caravan.core.spi.OwnScheduler;
import dev.caravan.effects.fiber.Fiber;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /**
   * The JDK's continuations, which all of ours and the virtual threads are made of, gone on with in
   * turn: about what a scheduler on top of them costs at the least.
   */
  @Benchmark
  public long bareCoroutines() {
    long[] yields = new long[1];
    List<Coroutine> running = new ArrayList<>();
    for (int i = 0; i < FIBERS; i++) {
      running.add(new Coroutine(() -> yieldInTurn(yields, Coroutine::suspend)));
    }
    while (!running.isEmpty()) {
      running.forEach(Coroutine::run);
      running.removeIf(Coroutine::isDone);
    }
    return yields[0];
  }

  private void yieldInTurn(long[] yields, Runnable yield) {
    for (int i = 0; i < times; i++) {
      yields[0]++;
      yield.run();
    }
  }

  /**
   * Virtual threads on a scheduler that is a queue and nothing else: what an engine that is made of
   * them costs at the least.
   */
  @Benchmark
  @SuppressWarnings("ThreadPriorityCheck") // it is what is measured
  public long bareVirtualThreads() {
    long[] yields = new long[1];
    ArrayDeque<Runnable> ready = new ArrayDeque<>();
    for (int i = 0; i < FIBERS; i++) {
      OwnScheduler.unstarted(ready::addLast, "bare", () -> yieldInTurn(yields, Thread::yield))
          .start();
    }
    for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
    }
    return yields[0];
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
