package dev.caravan.docs.examples.forkjoin;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A pool that waits in the wrong way: on the stack of the waiter, with whatever is queued. */
final class HelpingPool {
  // region helping
  private final BlockingQueue<FutureTask<?>> queue = new LinkedBlockingQueue<>();

  HelpingPool() {
    Thread worker = new Thread(this::work, "helping worker");
    worker.setDaemon(true);
    worker.start();
  }

  FutureTask<@Nullable Void> spawn(Runnable body) {
    FutureTask<@Nullable Void> task = new FutureTask<>(body, null);
    queue.add(task);
    return task;
  }

  void await(FutureTask<?> awaited) { // called by the worker's tasks
    while (!awaited.isDone()) {
      runNext(); // any task, on top of the one that waits
    }
  }

  // endregion

  private void work() {
    while (true) {
      runNext();
    }
  }

  private void runNext() {
    try {
      queue.take().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the worker of this example is never interrupted", e);
    }
  }
}
