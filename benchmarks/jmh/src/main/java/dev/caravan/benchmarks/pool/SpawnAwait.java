package dev.caravan.benchmarks.pool;

import dev.caravan.core.pool.Fut;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a future cost? A task of the pool starts a million tasks that return a number and waits
 * for each: {@code all} starts all of them first, {@code each} waits for one before it starts the
 * next. One operation is one task, started and awaited.
 *
 * <p>To run just this: {@code ./caravan bench pool -- SpawnAwait}.
 */
public class SpawnAwait extends PoolWorkload {
  static final int TASKS = 1_000_000;

  /** Whether all tasks are started before the first is awaited. */
  @Param({"all", "each"})
  public String order;

  private int size = TASKS;

  /** {@code spawn} and {@link Fut#await()}. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long caravan() {
    return pool.invoke(order.equals("all") ? this::caravanAll : this::caravanEach);
  }

  private long caravanAll() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Fut<Integer>[] futures = new Fut[size];
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

  private long caravanEach() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += pool.spawn(() -> x).await();
    }
    return sum;
  }

  /** {@link CompletableFuture#supplyAsync} and {@code join}. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long completableFuture() {
    return forkJoinPool.submit(order.equals("all") ? this::stagesAll : this::stagesEach).join();
  }

  private long stagesAll() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    CompletableFuture<Integer>[] futures = new CompletableFuture[size];
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

  private long stagesEach() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += CompletableFuture.supplyAsync(() -> x, forkJoinPool).join();
    }
    return sum;
  }

  /**
   * {@link ForkJoinTask#fork} and {@code join}, newest first, as its documentation asks: to join
   * the oldest of a million tasks first would search the whole queue for each.
   */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long forkJoinPool() {
    return forkJoinPool.submit(order.equals("all") ? this::forksAll : this::forksEach).join();
  }

  private long forksAll() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    ForkJoinTask<Integer>[] tasks = new ForkJoinTask[size];
    for (int i = 0; i < size; i++) {
      int x = i;
      tasks[i] = ForkJoinTask.adapt(() -> x).fork();
    }
    long sum = 0;
    for (int i = size - 1; i >= 0; i--) {
      sum += tasks[i].join();
    }
    return sum;
  }

  private long forksEach() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += ForkJoinTask.adapt(() -> x).fork().join();
    }
    return sum;
  }

  /** A virtual thread for each task, and one that waits. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long virtualThreads() {
    return onVirtualThread(order.equals("all") ? this::threadsAll : this::threadsEach);
  }

  private long threadsAll() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    FutureTask<Integer>[] tasks = new FutureTask[size];
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

  private long threadsEach() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += join(forkVirtual(() -> x));
    }
    return sum;
  }

  @Override
  void tiny() {
    size = 2_000;
    order = order == null ? "all" : order;
  }

  @Override
  Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
