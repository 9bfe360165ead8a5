package dev.caravan.benchmarks.pool;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost a task to wait for what no queued task computes? A row of 200 tasks, of which
 * each waits for a promise that the one before keeps. They are started in the order in which the
 * contender's queue runs the last of the row first, so all wait. One operation is a task that
 * starts, waits and goes on.
 *
 * <p>To run just this: {@code ./caravan bench pool -- Suspend}.
 */
public class Suspend extends Workload {
  private static final int TASKS = 200; // a ForkJoinPool needs a thread for each that waits

  private int size = TASKS;

  /** {@link Fut#await()}: the task passes its worker on. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int caravan() {
    return pool.invoke(() -> {
      Promise<Integer>[] kept = promises();
      for (int i = 1; i < size; i++) {
        Promise<Integer> before = kept[i - 1];
        Promise<Integer> mine = kept[i];
        Fut<?> _ = pool.spawnVoid(() -> mine.fulfill(before.future().await() + 1));
      }
      kept[0].fulfill(0);
      return kept[size - 1].future().await();
    });
  }

  /** {@link CompletableFuture#join} on a ForkJoinPool, which starts threads to compensate. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int completableFuture() {
    return forkJoinPool.submit(this::compensated).join();
  }

  private int compensated() {
    CompletableFuture<Integer>[] kept = stages();
    for (int i = size - 1; i > 0; i--) { // the root waits, others steal the oldest
      CompletableFuture<Integer> before = kept[i - 1];
      CompletableFuture<Integer> mine = kept[i];
      ForkJoinTask<?> _ = ForkJoinTask.adapt(() -> mine.complete(before.join() + 1)).fork();
    }
    kept[0].complete(0);
    return kept[size - 1].join();
  }

  /** A virtual thread for each task. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int virtualThreads() {
    return onVirtualThread(() -> {
      CompletableFuture<Integer>[] kept = stages();
      for (int i = size - 1; i > 0; i--) {
        CompletableFuture<Integer> before = kept[i - 1];
        CompletableFuture<Integer> mine = kept[i];
        FutureTask<?> _ = forkVirtual(() -> mine.complete(before.join() + 1));
      }
      kept[0].complete(0);
      return kept[size - 1].join();
    });
  }

  @SuppressWarnings("unchecked") // arrays of generic elements
  private Promise<Integer>[] promises() {
    return IntStream.range(0, size).mapToObj(_ -> new Promise<Integer>()).toArray(Promise[]::new);
  }

  @SuppressWarnings("unchecked") // arrays of generic elements
  private CompletableFuture<Integer>[] stages() {
    return IntStream.range(0, size)
        .mapToObj(_ -> new CompletableFuture<Integer>())
        .toArray(CompletableFuture[]::new);
  }

  @Override
  public void tiny() {
    size = 20;
  }

  @Override
  protected Object expected(String contender) {
    return size - 1;
  }
}
