package dev.caravan.benchmarks.channel;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The two ends of a queue, whoever made it, and the program that all contenders run over them.
 *
 * @param sends puts an item in
 * @param receives takes one out
 */
record Ends(Sends sends, Receives receives) {
  /** The end at which items go in. */
  interface Sends {
    void send(Integer item) throws InterruptedException;
  }

  /** The end at which they come out. */
  interface Receives {
    Integer receive() throws InterruptedException;
  }

  static Ends of(BlockingQueue<Integer> queue) {
    return new Ends(queue::put, queue::take);
  }

  /** Sends the numbers below a size by some senders, and sums them up in as many receivers. */
  static long onVirtualThreads(int each, int size, Ends ends) {
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (Callable<Long> part : ends.parts(each, size)) {
      FutureTask<Long> task = new FutureTask<>(part);
      tasks.add(task);
      Thread.startVirtualThread(task);
    }
    long sum = 0;
    for (FutureTask<Long> task : tasks) {
      sum += join(task);
    }
    return sum;
  }

  private static long join(FutureTask<Long> task) {
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same by tasks of a pool. */
  static long onPool(Pool pool, int each, int size, Ends ends) {
    List<Fut<Long>> tasks =
        ends.parts(each, size).stream().map(part -> pool.spawn(part::call)).toList();
    return tasks.stream().mapToLong(Fut::await).sum();
  }

  private List<Callable<Long>> parts(int each, int size) {
    List<Callable<Long>> parts = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      int first = i;
      parts.add(() -> sendFrom(first, each, size));
      parts.add(() -> sumOf(size / each));
    }
    return parts;
  }

  private long sendFrom(int first, int step, int size) throws InterruptedException {
    for (int i = first; i < size; i += step) {
      sends.send(i);
    }
    return 0;
  }

  private long sumOf(int items) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < items; i++) {
      sum += receives.receive();
    }
    return sum;
  }
}
