package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Switch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a scope cost in which one fiber is started and waited for? One operation is one scope.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- SpawnScope}.
 */
@OperationsPerInvocation(SpawnScope.SCOPES)
public class SpawnScope extends FiberWorkload {
  static final int SCOPES = 100_000;

  private int size = SCOPES;

  @Override
  long fibers() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int number = i;
      sum += Switch.call(sw -> sw.forkPromise(() -> number).await());
    }
    return sum;
  }

  /** {@code StructuredTaskScope.open()}, one subtask, {@code join}. */
  @Benchmark
  public long structuredTaskScope() {
    return onVirtualThread(() -> {
      long sum = 0;
      for (int i = 0; i < size; i++) {
        int number = i;
        try (TaskScope scope = TaskScope.open()) {
          var subtask = scope.fork(() -> number);
          scope.join();
          sum += subtask.get();
        }
      }
      return sum;
    });
  }

  /** Kotlin's {@code coroutineScope { async { number }.await() }}. */
  @Benchmark
  public long kotlinScope() {
    return Kotlin.run(new KotlinSpawns.Scoped(size));
  }

  @Override
  public void tiny() {
    size = 500;
  }

  @Override
  protected Object expected(String contender) {
    return size * (size - 1L) / 2;
  }
}
