package dev.caravan.benchmarks.queue;

import dev.caravan.benchmarks.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the workloads of this group share: threads at the two ends of a structure. With one worker
 * one thread takes turns at both ends, some hundred elements at a time: what the operations cost
 * when nobody contends. With more, the ends are in the hands of platform threads: not of virtual
 * ones, since some of these wait by looking again, which can keep others from their carriers.
 */
public abstract class Contended extends Workload {
  /** How many elements one run moves. */
  static final int ITEMS = 1_000_000;

  private static final int TURN = 500;

  int size = ITEMS;

  /** Offers the numbers of one producer, as often as it takes, and returns 0. */
  static long offerAll(int first, int step, int size, Predicate<Integer> offer) {
    for (int i = first; i < size; i += step) {
      Integer element = i;
      int refused = 0;
      while (!offer.test(element)) {
        refused = pause(refused);
      }
    }
    return 0;
  }

  /** Polls so many numbers, as often as it takes, and returns their sum. */
  static long sumOf(int items, Supplier<@Nullable Integer> poll) {
    long sum = 0;
    for (int i = 0; i < items; i++) {
      Integer element = poll.get();
      int empty = 0;
      while (element == null) {
        empty = pause(empty);
        element = poll.get();
      }
      sum += element;
    }
    return sum;
  }

  /** Looks away for a moment, and after some lets another thread have the processor. */
  private static int pause(int before) {
    if (before % 64 == 63) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
    return before + 1;
  }

  /** So many producers and consumers, or one thread for all; returns the sum of all numbers. */
  final long move(
      int producers, int consumers, Predicate<Integer> offer, Supplier<@Nullable Integer> poll) {
    if (workers == 1) {
      return inTurns(offer, poll);
    }
    List<FutureTask<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      int first = i;
      tasks.add(new FutureTask<>(() -> offerAll(first, producers, size, offer)));
    }
    for (int i = 0; i < consumers; i++) {
      tasks.add(new FutureTask<>(() -> sumOf(size / consumers, poll)));
    }
    tasks.forEach(task -> Thread.ofPlatform().start(task));
    return tasks.stream().mapToLong(Workload::join).sum();
  }

  private long inTurns(Predicate<Integer> offer, Supplier<@Nullable Integer> poll) {
    long sum = 0;
    for (int from = 0; from < size; from += TURN) {
      int to = Math.min(from + TURN, size);
      offerAll(from, 1, to, offer);
      sum += sumOf(to - from, poll);
    }
    return sum;
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
