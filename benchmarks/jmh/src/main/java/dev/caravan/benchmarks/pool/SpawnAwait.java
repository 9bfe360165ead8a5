package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.Fut;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a future cost? A task of the pool starts a million tasks that return a number and waits
 * for each: {@code all} starts all of them first, {@code each} waits for one before it starts the
 * next. One operation is one task, started and awaited. The array of what was started is made once:
 * a new one each time would be a large old object, which keeps the last million tasks alive until
 * the next full marking, and so measure the collector.
 *
 * <p>To run just this: {@code ./caravan bench pool -- SpawnAwait}.
 */
public class SpawnAwait extends Workload {
  static final int TASKS = 1_000_000;

  /** Whether all tasks are started before the first is awaited. */
  @Param({"all", "each"})
  public String order;

  private int size = TASKS;
  private Object[] started;
  private BareTasks bare;

  /** {@code spawn} and {@link Fut#await()}. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long caravan() {
    return pool.invoke(order.equals("all") ? this::caravanAll : this::caravanEach);
  }

  private long caravanAll() {
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
    ForkJoinTask<Integer>[] tasks = started(ForkJoinTask[]::new);
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

  private long threadsEach() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += join(forkVirtual(() -> x));
    }
    return sum;
  }

  /** The least that a task costs on one worker: see {@link BareTasks}. On the caller's thread. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public long bareTasks() {
    if (bare == null) {
      bare = new BareTasks(TASKS);
    }
    return order.equals("all") ? bareAll(bare) : bareEach(bare);
  }

  private long bareAll(BareTasks tasks) {
    BareTasks.Task[] spawned = started(BareTasks.Task[]::new);
    for (int i = 0; i < size; i++) {
      int x = i;
      spawned[i] = tasks.spawn(() -> x);
    }
    long sum = 0;
    for (BareTasks.Task task : spawned) {
      sum += task.await();
    }
    return sum;
  }

  private long bareEach(BareTasks tasks) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      int x = i;
      sum += tasks.spawn(() -> x).await();
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
    order = order == null ? "all" : order;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
