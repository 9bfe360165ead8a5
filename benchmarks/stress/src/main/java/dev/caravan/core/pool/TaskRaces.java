package dev.caravan.core.pool;

import dev.caravan.core.kernel.CancelScope;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A task is started once, and its cancellation is not lost on a scope that is just being made. In
 * this package to race the steps themselves, without the pool around them.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=TaskRaces}
 */
public final class TaskRaces {
  private static final Scheduler POOL = Schedulers.stopped(Scheduler.Kind.WORK_STEALING);

  private TaskRaces() {}

  /** What became of a task that was cancelled. */
  private static String fate(SpawnedTask<?> task, boolean started) {
    if (!started) {
      return "never started";
    }
    try (CancelScope scope = task.scope()) {
      return scope.isCancelled() ? "told to stop" : "runs on";
    }
  }

  /** A claimed task makes its scope for a first wait while somebody cancels it. */
  @JCStressTest
  @Outcome(
      id = "true, true",
      expect = Expect.ACCEPTABLE,
      desc = "The scope is cancelled, either way.")
  @Outcome(
      id = "true, false",
      expect = Expect.FORBIDDEN,
      desc = "Cancelled, but its wait never ends.")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "The cancellation was refused though nothing came first.")
  @State
  public static class ScopeOrCancel {
    private final SpawnedTask<Integer> task = new SpawnedTask<>(POOL, () -> 1, null, null);

    /** The task runs. */
    public ScopeOrCancel() {
      task.claim();
    }

    @Actor
    public void body() {
      task.scope();
    }

    @Actor
    public void canceller(ZZ_Result r) {
      r.r1 = task.cancel(null);
    }

    @Arbiter
    public void look(ZZ_Result r) {
      r.r2 = task.scope().isCancelled();
      task.scope().close();
    }
  }

  /** A worker starts the task while somebody cancels it. */
  @JCStressTest
  @Outcome(id = "never started", expect = Expect.ACCEPTABLE, desc = "Cancelled before it started.")
  @Outcome(
      id = "told to stop",
      expect = Expect.ACCEPTABLE,
      desc = "Started, and its scope cancelled.")
  @Outcome(id = "runs on", expect = Expect.FORBIDDEN, desc = "Cancelled, but its body is not told.")
  @State
  public static class StartOrCancel {
    private final SpawnedTask<Integer> task = new SpawnedTask<>(POOL, () -> 1, null, null);
    private boolean started;

    @Actor
    public void worker() {
      if (task.claim() != null && task.isRunning()) {
        started = true;
        task.scope();
      }
    }

    @Actor
    public void canceller() {
      task.cancel(null);
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = fate(task, started);
    }
  }

  /** A worker and whoever awaits the task both want to run it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The body ran once.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "Each left it to the other.")
  @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "The body ran twice.")
  @State
  public static class WorkerOrWaiter {
    private final AtomicInteger runs = new AtomicInteger();
    private final SpawnedTask<Integer> task =
        new SpawnedTask<>(POOL, runs::incrementAndGet, null, null);

    @Actor
    public void worker() {
      task.runOn(new Strand(POOL, null));
    }

    @Actor
    public void waiter() {
      task.runOn(new Strand(POOL, null));
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = runs.get();
    }
  }

  /** A task in the queue of a worker, which is claimed by taking it out. */
  abstract static class Queued {
    final JobDeque<Job> queue = new JobDeque<>(2);
    final AtomicInteger runs = new AtomicInteger();
    final SpawnedTask<Integer> task = new SpawnedTask<>(POOL, runs::incrementAndGet, null, queue);

    Queued() {
      queue.push(task);
    }
  }

  /** A thief starts a queued task while somebody cancels it. */
  @JCStressTest
  @Outcome(id = "never started", expect = Expect.ACCEPTABLE, desc = "Cancelled before it started.")
  @Outcome(
      id = "told to stop",
      expect = Expect.ACCEPTABLE,
      desc = "Started, and its scope cancelled.")
  @Outcome(id = "runs on", expect = Expect.FORBIDDEN, desc = "Cancelled, but its body is not told.")
  @State
  public static class StealOrCancel extends Queued {
    private boolean started;

    @Actor
    public void thief() {
      if (queue.steal() instanceof SpawnedTask<?> stolen
          && stolen.takenOut() != null
          && stolen.isRunning()) {
        started = true;
        stolen.scope();
      }
    }

    @Actor
    public void canceller() {
      task.cancel(null);
    }

    @Arbiter
    public void look(L_Result r) {
      r.r1 = fate(task, started);
    }
  }

  /** A thief, the owner and whoever awaits a queued task all want to run it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The body ran once.")
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "Each left it to another.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The body ran more than once.")
  @State
  public static class ThiefOwnerOrWaiter extends Queued {
    @Actor
    public void thief() {
      run(queue.steal());
    }

    @Actor
    public void owner() {
      run(queue.pop());
    }

    @Actor
    public void waiter() {
      boolean _ = task.runEarly(new Strand(POOL, null));
    }

    private static void run(@Nullable Job job) {
      if (job != null) {
        job.runOn(new Strand(POOL, null));
      }
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = runs.get();
    }
  }
}
