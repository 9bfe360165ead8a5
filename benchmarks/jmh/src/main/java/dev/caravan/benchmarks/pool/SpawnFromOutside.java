package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.Fut;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a future cost a thread that is not of the pool? As {@link SpawnAwait} with {@code all},
 * but a platform thread outside starts the million tasks and waits for them.
 *
 * <p>To run just this: {@code ./caravan bench pool -- SpawnFromOutside}.
 */
public class SpawnFromOutside extends Workload {
  private int size = SpawnAwait.TASKS;
  private Object[] started;

  /** {@code spawn} and {@link Fut#await()}. */
  @Benchmark
  @OperationsPerInvocation(SpawnAwait.TASKS)
  public long caravan() {
    Fut<Integer>[] futures = started(Fut[]::new);
    for (int i = 0; i < size; i++) {
      int x = i;
      futures[i] = pool.spawn(() -> x);
    }
    long sum = 0;
    for (Fut<Integer> future : futures) {
      sum += future.await();
    }
    return sum;
  }

  /** {@link CompletableFuture#supplyAsync} and {@code join}. */
  @Benchmark
  @OperationsPerInvocation(SpawnAwait.TASKS)
  public long completableFuture() {
    CompletableFuture<Integer>[] futures = started(CompletableFuture[]::new);
    for (int i = 0; i < size; i++) {
      int x = i;
      futures[i] = CompletableFuture.supplyAsync(() -> x, forkJoinPool);
    }
    long sum = 0;
    for (CompletableFuture<Integer> future : futures) {
      sum += future.join();
    }
    return sum;
  }

  /** A virtual thread for each task. */
  @Benchmark
  @OperationsPerInvocation(SpawnAwait.TASKS)
  public long virtualThreads() {
    FutureTask<Integer>[] tasks = started(FutureTask[]::new);
    for (int i = 0; i < size; i++) {
      int x = i;
      tasks[i] = forkVirtual(() -> x);
    }
    long sum = 0;
    for (FutureTask<Integer> task : tasks) {
      sum += join(task);
    }
    return sum;
  }

  @SuppressWarnings("unchecked") // only one contender stores into it
  private <F> F[] started(IntFunction<Object[]> newArray) {
    if (started == null || started.length != size) {
      started = newArray.apply(size);
    }
    return (F[]) started;
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
