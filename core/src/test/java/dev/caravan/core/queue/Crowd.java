package dev.caravan.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;

/** Threads that begin together. */
final class Crowd {
  private Crowd() {}

  /** Runs the bodies, each on a platform thread of its own, and returns their results in order. */
  static <T> List<T> run(List<Callable<T>> bodies) throws Exception {
    CyclicBarrier start = new CyclicBarrier(bodies.size());
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (Callable<T> body : bodies) {
      FutureTask<T> task =
          new FutureTask<>(() -> {
            start.await();
            return body.call();
          });
      tasks.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    List<T> results = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      results.add(task.get());
    }
    return results;
  }
}
