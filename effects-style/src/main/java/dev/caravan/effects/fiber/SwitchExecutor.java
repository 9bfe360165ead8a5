package dev.caravan.effects.fiber;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A switch as an executor. Whoever may fork does; from elsewhere a task joins the switch at once,
 * so that it is waited for, and is started by a daemon at home, the porter.
 */
final class SwitchExecutor extends AbstractExecutorService {
  private record Arrival(Child child, Runnable task) {}

  private final Switch sw;
  private final SwitchRun run;
  private final CancelScope scope; // of all tasks

  // guarded by this
  private final ArrayDeque<Arrival> arrived = new ArrayDeque<>();
  private final List<Trigger> awaitingEnd = new ArrayList<>();
  private @Nullable Trigger more;
  private int unfinished;
  private boolean shutdown;

  private SwitchExecutor(Switch sw) {
    this.sw = sw;
    this.run = sw.state();
    this.scope = sw.scope().child("executor of " + sw);
  }

  static SwitchExecutor of(Switch sw) {
    SwitchExecutor executor = new SwitchExecutor(sw);
    if (!sw.tryForkDaemon("porter of the executor", executor::carryIn)) {
      executor.shutdown();
    }
    return executor;
  }

  // ---- tasks

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "the task is null");
    NoEffects.refuse("give a task to the executor of", sw);
    synchronized (this) {
      if (shutdown) {
        throw new RejectedExecutionException("the executor of " + sw + " is shut down");
      }
      unfinished++;
    }
    Child child = new Child(sw, "task", false, () -> live(task));
    if (!begin(child, task)) {
      finished();
      throw new RejectedExecutionException(sw + " is cancelled or has finished");
    }
  }

  private boolean begin(Child child, Runnable task) {
    if (!run.tryJoin(child, false)) {
      return false;
    }
    if (run.home().isHere()) {
      run.start(child);
    } else {
      arrive(new Arrival(child, task));
    }
    return true;
  }

  private void live(Runnable task) {
    try {
      Carrier.current()
          .<@Nullable Void, RuntimeException>inScope(
              scope,
              () -> {
                task.run();
                return null;
              });
    } catch (Cancelled e) {
      if (!scope.isCancelled() || sw.scope().isCancelled()) {
        throw e;
      } // else by shutdownNow
    } finally {
      finished();
    }
  }

  private void finished() {
    List<Trigger> toWake = List.of();
    synchronized (this) {
      unfinished--;
      if (shutdown && unfinished == 0) {
        toWake = List.copyOf(awaitingEnd);
        awaitingEnd.clear();
      }
    }
    toWake.forEach(Trigger::signal);
  }

  // ---- the porter

  private void arrive(Arrival arrival) {
    Trigger porter;
    synchronized (this) {
      porter = more;
      if (porter != null) {
        arrived.add(arrival);
      }
    }
    if (porter == null) { // it has left
      drop(arrival);
    } else {
      boolean _ = porter.signal();
    }
  }

  private void carryIn() {
    try {
      while (true) {
        Trigger next = new Trigger("tasks for " + sw);
        for (Arrival arrival : take(next)) {
          run.start(arrival.child);
        }
        next.await();
        Turn.pass(); // tasks that keep coming leave turns to others
      }
    } finally {
      shutdown();
      take(null).forEach(this::drop);
      scope.close();
    }
  }

  /** Takes the arrivals; the next one signals the trigger. */
  private synchronized List<Arrival> take(@Nullable Trigger next) {
    more = next;
    List<Arrival> taken = List.copyOf(arrived);
    arrived.clear();
    return taken;
  }

  /** A task that will not run. */
  private void drop(Arrival arrival) {
    if (arrival.task instanceof Future<?> future) {
      future.cancel(false);
    }
    run.left(arrival.child);
    finished();
  }

  // ---- the end

  @Override
  public void shutdown() {
    List<Trigger> toWake = List.of();
    synchronized (this) {
      shutdown = true;
      if (unfinished == 0) {
        toWake = List.copyOf(awaitingEnd);
        awaitingEnd.clear();
      }
    }
    toWake.forEach(Trigger::signal);
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    List<Arrival> taken = takeBack();
    scope.cancel(new RejectedExecutionException("the executor of " + sw + " was shut down"));
    for (Arrival arrival : taken) {
      run.left(arrival.child);
      finished();
    }
    return taken.stream().map(Arrival::task).toList();
  }

  private synchronized List<Arrival> takeBack() {
    return take(more);
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && unfinished == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    Trigger end = new Trigger("the end of the tasks of " + sw);
    synchronized (this) {
      if (shutdown && unfinished == 0) {
        return true;
      }
      awaitingEnd.add(end);
    }
    try {
      return end.await(Duration.ofNanos(unit.toNanos(timeout))); // at most three centuries
    } catch (Interrupted e) {
      boolean _ = Thread.interrupted();
      throw new InterruptedException(e.getMessage());
    } finally {
      forget(end);
    }
  }

  private synchronized void forget(Trigger end) {
    awaitingEnd.remove(end);
  }

  /** For tests. */
  synchronized boolean nobodyAwaitsEnd() {
    return awaitingEnd.isEmpty();
  }
}
