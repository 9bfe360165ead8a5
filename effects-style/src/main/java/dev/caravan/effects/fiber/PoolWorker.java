package dev.caravan.effects.fiber;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.ChannelClosed;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Trigger;
import org.jspecify.annotations.Nullable;

/** A domain of an executor pool. Its fibers take turns, so its fields are plain. */
final class PoolWorker {
  private final Channel<PoolJob<?>> jobs;
  private long load;
  private @Nullable Trigger lighter;

  PoolWorker(Channel<PoolJob<?>> jobs) {
    this.jobs = jobs;
  }

  @Nullable Void run() {
    Switch.run("worker", this::takeJobs);
    return null;
  }

  private void takeJobs(Switch sw) {
    try {
      while (true) {
        while (load >= PoolJob.FULL) {
          lighter = new Trigger("a job to end");
          lighter.await();
        }
        begin(sw, jobs.receive());
      }
    } catch (ChannelClosed e) {
      return; // the switch of the pool has ended
    }
  }

  private void begin(Switch sw, PoolJob<?> job) {
    load += job.weight;
    if (!sw.tryFork("job", () -> runToEnd(job))) { // whoever submitted it is to have an answer
      load -= job.weight;
      job.reject(new Cancelled("the worker", sw.scope().reason().orElse(null)));
    }
  }

  private void runToEnd(PoolJob<?> job) {
    job.run();
    load -= job.weight;
    if (lighter != null) {
      boolean _ = lighter.signal();
    }
  }
}
