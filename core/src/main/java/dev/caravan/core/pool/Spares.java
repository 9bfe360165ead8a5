package dev.caravan.core.pool;

import dev.caravan.core.spi.OwnScheduler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The strands of a pool that hold no worker and whose stack is empty: the next worker that becomes
 * free because its task waits goes to one of them, or to a new virtual thread.
 */
final class Spares {
  /** At least so many virtual ones are kept: bursts of waits up to this size make no threads. */
  private static final int KEPT = 64;

  private final Scheduler pool;
  private final OwnScheduler threads;
  private final ArrayDeque<Strand> waiting = new ArrayDeque<>();
  private final int limit;
  private boolean closed;
  private volatile int homes; // how many of waiting are on platform threads; written under the lock

  Spares(Scheduler pool) {
    this.pool = pool;
    this.limit = Math.max(KEPT, pool.options.parallelism());
    this.threads = OwnScheduler.withParallelism(pool.options.parallelism());
  }

  /** Gives a worker to a spare strand, or to a new one. */
  void handOn(Worker worker) {
    Strand spare;
    synchronized (this) {
      spare = waiting.pollLast();
      if (spare != null && !spare.isVirtual()) {
        homes--;
      }
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
      if (closed || (waiting.size() >= limit && strand.isVirtual())) {
        return false;
      }
      waiting.addLast(strand);
      if (!strand.isVirtual()) {
        homes++;
      }
    }
    return strand.parkSpare();
  }

  /** Whether a spare strand is on a platform thread. */
  boolean hasHome() {
    return homes > 0;
  }

  /** Takes out a spare strand on a platform thread, where a worker started; null if none waits. */
  synchronized @Nullable Strand takeHome() {
    for (Strand strand : waiting) {
      if (!strand.isVirtual()) {
        waiting.remove(strand);
        homes--;
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
      homes = 0;
    }
    left.forEach(Strand::dismiss);
  }
}
