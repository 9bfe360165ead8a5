package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to cancel 1,000 fibers that wait, starting them included? Each is told: it
 * counts itself as it ends. One operation is one fiber, from its start until it has ended.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Cancel}.
 */
@OperationsPerInvocation(Cancel.FIBERS)
public class Cancel extends FiberWorkload {
  static final int FIBERS = 100_000;
  static final int AT_ONCE = 1_000;

  private int size = FIBERS;

  /** What fails a scope; made once, so that no contender pays for its stack trace. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Enough ENOUGH = new Enough();

    private Enough() {
      super("enough", null, false, false);
    }
  }

  /** {@link Switch#fail}. */
  @Override
  long fibers() {
    LongAdder told = new LongAdder();
    for (int i = 0; i < size; i += AT_ONCE) {
      try {
        Switch.run(sw -> {
          for (int k = 0; k < AT_ONCE; k++) {
            sw.fork(() -> awaitCancel(told));
          }
          sw.fail(Enough.ENOUGH);
        });
      } catch (Enough expected) {
        continue;
      }
    }
    return told.sum();
  }

  private static void awaitCancel(LongAdder told) {
    try {
      Fiber.awaitCancel();
    } finally {
      told.increment();
    }
  }

  /** Interrupts of virtual threads. */
  @Benchmark
  public long virtualThreads() {
    return onVirtualThread(() -> {
      LongAdder told = new LongAdder();
      for (int i = 0; i < size; i += AT_ONCE) {
        interruptAll(told);
      }
      return told.sum();
    });
  }

  private static void interruptAll(LongAdder told) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(AT_ONCE);
    CountDownLatch never = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int k = 0; k < AT_ONCE; k++) {
      threads.add(
          Thread.startVirtualThread(new FutureTask<>(() -> awaitInterrupt(ready, never, told))));
    }
    ready.await();
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static boolean awaitInterrupt(CountDownLatch ready, CountDownLatch never, LongAdder told)
      throws InterruptedException {
    ready.countDown();
    try {
      never.await();
      return true;
    } finally {
      told.increment();
    }
  }

  /** A {@code StructuredTaskScope} of which one subtask more fails. */
  @Benchmark
  public long structuredTaskScope() {
    return onVirtualThread(() -> {
      LongAdder told = new LongAdder();
      for (int i = 0; i < size; i += AT_ONCE) {
        failScope(told);
      }
      return told.sum();
    });
  }

  private static void failScope(LongAdder told) throws Exception {
    CountDownLatch ready = new CountDownLatch(AT_ONCE);
    CountDownLatch never = new CountDownLatch(1);
    try (TaskScope scope = TaskScope.open()) {
      for (int k = 0; k < AT_ONCE; k++) {
        var _ = scope.fork(() -> awaitInterrupt(ready, never, told));
      }
      var _ =
          scope.fork(() -> {
            ready.await();
            throw Enough.ENOUGH;
          });
      scope.join();
    } catch (RuntimeException e) {
      if (e.getCause() != Enough.ENOUGH) {
        throw e;
      }
    }
  }

  /**
   * Kotlin's {@code launch(start = UNDISPATCHED)}, as forks of a domain are, and {@code cancel}.
   */
  @Benchmark
  public long kotlinCancel() {
    LongAdder told = new LongAdder();
    long _ = Kotlin.run(new KotlinCancels(size / AT_ONCE, AT_ONCE, told));
    return told.sum();
  }

  @Override
  public void tiny() {
    size = 2 * AT_ONCE;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size;
  }
}
