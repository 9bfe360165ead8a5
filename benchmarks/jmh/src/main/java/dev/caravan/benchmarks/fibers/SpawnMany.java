package dev.caravan.benchmarks.fibers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to start 1,000 fibers in one scope and wait for them all? A domain runs each as
 * it is started. One operation is one fiber.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- SpawnMany}.
 */
@OperationsPerInvocation(SpawnMany.FIBERS)
public class SpawnMany extends FiberWorkload {
  static final int FIBERS = 100_000;
  static final int AT_ONCE = 1_000;

  private int size = FIBERS;

  private static List<Callable<Long>> parts() {
    return Collections.nCopies(AT_ONCE, () -> 1L);
  }

  @Override
  long fibers() {
    long sum = 0;
    for (int i = 0; i < size; i += AT_ONCE) {
      sum += onFibers(parts());
    }
    return sum;
  }

  /** Virtual threads and {@link java.util.concurrent.FutureTask}s. */
  @Benchmark
  public long virtualThreads() {
    return onVirtualThread(() -> {
      long sum = 0;
      for (int i = 0; i < size; i += AT_ONCE) {
        sum += onVirtualThreads(parts());
      }
      return sum;
    });
  }

  /** Subtasks of a {@code StructuredTaskScope}. */
  @Benchmark
  public long structuredTaskScope() {
    return onVirtualThread(() -> {
      long sum = 0;
      for (int i = 0; i < size; i += AT_ONCE) {
        sum += inScope(parts());
      }
      return sum;
    });
  }

  private static long inScope(List<Callable<Long>> parts) throws Exception {
    try (TaskScope scope = TaskScope.open()) {
      List<Supplier<Long>> results = new ArrayList<>();
      for (Callable<Long> part : parts) {
        results.add(scope.fork(part));
      }
      scope.join();
      return results.stream().mapToLong(Supplier::get).sum();
    }
  }

  /** Kotlin's {@code async} in one scope. */
  @Benchmark
  public long kotlinAsync() {
    return Kotlin.run(new KotlinSpawns.Many(size / AT_ONCE, AT_ONCE, KotlinSpawns.Value::new));
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
