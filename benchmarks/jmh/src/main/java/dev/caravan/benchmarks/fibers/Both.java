package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Fiber;
import java.util.concurrent.FutureTask;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to run two short bodies concurrently and wait for both? The second runs in the
 * caller, with every contender. One operation is one pair.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- Both}.
 */
@OperationsPerInvocation(Both.PAIRS)
public class Both extends FiberWorkload {
  static final int PAIRS = 100_000;

  private int size = PAIRS;

  private long first;
  private long second;

  /** {@link Fiber#both}. */
  @Override
  long fibers() {
    begin();
    for (int i = 0; i < size; i++) {
      Fiber.both(this::countFirst, this::countSecond);
    }
    return first + second;
  }

  private void begin() {
    first = 0;
    second = 0;
  }

  void countFirst() {
    first++;
  }

  void countSecond() {
    second++;
  }

  /** A {@code StructuredTaskScope} of one subtask. */
  @Benchmark
  public long structuredTaskScope() {
    begin();
    return onVirtualThread(() -> {
      for (int i = 0; i < size; i++) {
        try (TaskScope scope = TaskScope.open()) {
          var _ =
              scope.fork(() -> {
                countFirst();
                return true;
              });
          countSecond();
          scope.join();
        }
      }
      return first + second;
    });
  }

  /** A virtual thread and a {@link FutureTask}. */
  @Benchmark
  public long virtualThread() {
    begin();
    return onVirtualThread(() -> {
      for (int i = 0; i < size; i++) {
        FutureTask<Boolean> one =
            forkVirtual(() -> {
              countFirst();
              return true;
            });
        countSecond();
        join(one);
      }
      return first + second;
    });
  }

  /** Kotlin's {@code coroutineScope { launch { … }; … }}. */
  @Benchmark
  public long kotlinScope() {
    begin();
    long _ = Kotlin.run(new KotlinPairs(size, this::countFirst, this::countSecond));
    return first + second;
  }

  @Override
  public void tiny() {
    size = 500;
  }

  @Override
  protected Object expected(String contender) {
    return 2L * size;
  }
}
