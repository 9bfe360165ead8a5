package dev.caravan.benchmarks.stm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntToLongFunction;

/** Runs the same body on some platform threads, for all contenders alike. */
final class Threads {
  private Threads() {}

  /** Runs a body in each of some threads, which are numbered; returns the sum of what they say. */
  static long sum(int threads, IntToLongFunction body) {
    List<FutureTask<Long>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      FutureTask<Long> task = new FutureTask<>(() -> body.applyAsLong(number));
      all.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    long sum = 0;
    for (FutureTask<Long> task : all) {
      sum += get(task);
    }
    return sum;
  }

  private static long get(FutureTask<Long> task) {
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
