package dev.caravan.benchmarks.channel;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The two ends of a queue, whoever made it, and the program that all contenders run over them.
 *
 * @param sends puts an item in
 * @param receives takes one out
 */
public record Ends(Sends sends, Receives receives) {
  /** The end at which items go in. */
  public interface Sends {
    /** Hands an item over. */
    void send(Integer item) throws InterruptedException;
  }

  /** The end at which they come out. */
  public interface Receives {
    /** Takes the next item. */
    Integer receive() throws InterruptedException;
  }

  /** The ends of a queue of the JDK. */
  public static Ends of(BlockingQueue<Integer> queue) {
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

  /**
   * The members of a ring that pass a number on, each adding one, over links of their own. Each
   * receives as often as all others; the first begins, and returns what came last.
   */
  public static List<Callable<Long>> ring(Supplier<Ends> link, int members, int size) {
    int rounds = size / members;
    List<Ends> links = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      links.add(link.get());
    }
    List<Callable<Long>> parts = new ArrayList<>();
    parts.add(() -> {
      int number = 0;
      for (int i = 0; i < rounds; i++) {
        links.getFirst().sends().send(number + 1);
        number = links.getLast().receives().receive();
      }
      return (long) number;
    });
    for (int i = 1; i < members; i++) {
      Ends before = links.get(i - 1);
      Ends after = links.get(i);
      parts.add(() -> {
        for (int k = 0; k < rounds; k++) {
          after.sends().send(before.receives().receive() + 1);
        }
        return 0L;
      });
    }
    return parts;
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
