package dev.caravan.benchmarks.fibers;

import dev.caravan.effects.fiber.Switch;
import java.util.concurrent.FutureTask;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to start a fiber and wait for its value, one fiber after the other? All fibers
 * of a run are forked into one switch. One operation is one fiber. A {@code StructuredTaskScope}
 * can be joined only once: it is a contender of {@link SpawnScope} and {@link SpawnMany}.
 *
 * <p>To run just this: {@code ./caravan bench fibers -- SpawnJoin}.
 */
@OperationsPerInvocation(SpawnJoin.FIBERS)
public class SpawnJoin extends FiberWorkload {
  static final int FIBERS = 100_000;

  private int size = FIBERS;

  @Override
  long fibers() {
    return Switch.call(sw -> {
      long sum = 0;
      for (int i = 0; i < size; i++) {
        int number = i;
        sum += sw.forkPromise(() -> number).await();
      }
      return sum;
    });
  }

  /** A virtual thread and a {@link FutureTask}. */
  @Benchmark
  public long virtualThread() {
    return onVirtualThread(() -> {
      long sum = 0;
      for (int i = 0; i < size; i++) {
        int number = i;
        sum += join(forkVirtual(() -> number));
      }
      return sum;
    });
  }

  /** Kotlin's {@code async} and {@code await}. */
  @Benchmark
  public long kotlinAsync() {
    return Kotlin.run(new KotlinSpawns.OneByOne(size));
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
