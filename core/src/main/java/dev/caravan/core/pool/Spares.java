package dev.caravan.core.pool;

import dev.caravan.core.spi.OwnScheduler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The strands of a pool that hold no worker and whose stack is empty: the next worker that becomes
 * free because its task waits goes to one of them, or to a new virtual thread.
 */
final class Spares {
  private final Scheduler pool;
  private final OwnScheduler threads;
  private final ArrayDeque<Strand> waiting = new ArrayDeque<>();
  private final int limit;
  private boolean closed;

  Spares(Scheduler pool, int limit) {
    this.pool = pool;
    this.limit = limit;
    this.threads = OwnScheduler.withParallelism(pool.options.parallelism());
  }

  /** Gives a worker to a spare strand, or to a new one. */
  void handOn(Worker worker) {
    Strand spare;
    synchronized (this) {
      spare = waiting.pollLast();
    }
    if (spare != null) {
      spare.grant(worker);
      return;
    }
    Strand fresh = new Strand(pool, worker);
    Thread thread = threads.unstarted(pool.options.name() + ".worker." + worker.index, fresh::live);
    fresh.setThread(thread);
    thread.start();
  }

  /** Waits on the strand's own thread until it is given a worker; false if it should end. */
  boolean waitForWorker(Strand strand) {
    synchronized (this) {
      if (closed || (waiting.size() >= limit && Thread.currentThread().isVirtual())) {
        return false;
      }
      waiting.addLast(strand);
    }
    return strand.parkSpare();
  }

  /** Takes out a spare strand on a platform thread, where a worker started; null if none waits. */
  synchronized @Nullable Strand takeHome() {
    for (Strand strand : waiting) {
      if (!strand.isVirtual()) {
        waiting.remove(strand);
        return strand;
      }
    }
    return null;
  }

  /** Sends those away that wait; one that was taken out before is about to get a worker. */
  void close() {
    ArrayDeque<Strand> left;
    synchronized (this) {
      closed = true;
      left = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    left.forEach(Strand::dismiss);
  }
}
