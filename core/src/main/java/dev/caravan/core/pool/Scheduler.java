package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.queue.MpmcQueue;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.CarrierThread;
import dev.caravan.core.spi.Context;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The pool behind every {@link Pool}: who runs what, who is idle, and when it is over. */
final class Scheduler extends PoolSkeleton {
  /*
   * States: RUNNING ──shutdown──► DRAINING ──all workers idle, nothing queued or suspended──► ENDED
   *
   * An outside submitter publishes its job and then looks at the state again: if the pool is no
   * longer running it claims its own job back. Either it gets it, and is refused; or a worker had
   * it, and it runs. Jobs from inside (branches, resumptions, tasks of tasks) are always taken: the
   * pool cannot end while the strand that submits them runs or is suspended.
   */
  enum Kind {
    WORK_STEALING,
    FIFO,
    CONFINED
  }

  private enum State {
    RUNNING,
    DRAINING,
    ENDED
  }

  final PoolBuilder.Options options;
  private final Kind kind;
  private final boolean unending;
  private final Worker[] workers;
  private final IdleWorkers idle;
  private final Spares spares;
  private final MpmcQueue<Job> outside = new MpmcQueue<>();
  private final AtomicInteger suspended = new AtomicInteger();
  private final AtomicInteger workersLeft;
  private final CancelScope root = CancelScope.root();
  private final CancelScope[] shards;
  private final Computation<@Nullable Void> ended = new Computation<>();
  private final Object stateLock = new Object();
  private volatile State state = State.RUNNING; // changes under stateLock
  private volatile boolean stopping; // by shutdownNow
  private volatile boolean overslept; // whether a worker may have

  Scheduler(PoolBuilder.Options options, Kind kind, boolean unending) {
    this.options = options;
    this.kind = kind;
    this.unending = unending;
    int parallelism = options.parallelism();
    this.workers = new Worker[parallelism];
    this.shards = new CancelScope[parallelism];
    for (int i = 0; i < parallelism; i++) {
      workers[i] = new Worker(this, i, kind == Kind.WORK_STEALING);
      shards[i] = root.child();
    }
    this.idle = new IdleWorkers(parallelism);
    this.workersLeft = new AtomicInteger(parallelism);
    this.spares = new Spares(this);
  }

  static Pool started(PoolBuilder.Options options, Kind kind) {
    return new Scheduler(options, kind, false).start();
  }

  static Pool unending(PoolBuilder.Options options) {
    return new Scheduler(options, Kind.WORK_STEALING, true).start();
  }

  private Scheduler start() {
    List<CarrierThread> threads = new ArrayList<>();
    for (Worker worker : workers) {
      Strand strand = new Strand(this, worker);
      CarrierThread thread =
          new CarrierThread(
              () -> {
                Carrier.bind(strand);
                runHook(options.onWorkerStart(), worker.index);
                strand.live();
              },
              options.name() + ".worker." + worker.index);
      thread.setDaemon(true);
      strand.setThread(thread);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    return this;
  }

  /** The strand of a pool that has no threads of its own: the calling thread is its worker. */
  Strand adoptCaller() {
    Strand strand = new Strand(this, workers[0]);
    strand.runsOn(Carrier.current());
    strand.setThread(Thread.currentThread());
    return strand;
  }

  // ---- what strands and workers ask

  Spares spares() {
    return spares;
  }

  IdleWorkers idle() {
    return idle;
  }

  MpmcQueue<Job> outside() {
    return outside;
  }

  Worker worker(int index) {
    return workers[index];
  }

  boolean isConfined() {
    return kind == Kind.CONFINED;
  }

  /** Whether an awaited task may be started before those that were submitted earlier. */
  boolean runsInline() {
    return kind != Kind.FIFO;
  }

  /** The scope above those of the tasks of this pool. */
  CancelScope scopeFor(@Nullable Strand strand) {
    Worker worker = strand == null ? null : strand.worker();
    return shards[worker == null ? 0 : worker.index];
  }

  boolean isCancelled() {
    return root.isCancelled();
  }

  @Nullable Throwable cancelReason() {
    return root.reason().orElse(null);
  }

  void suspending() {
    suspended.incrementAndGet();
  }

  void resumed() {
    suspended.decrementAndGet();
  }

  /** Puts a job where a worker finds it, and sees to it that one looks. */
  void enqueue(Job job) {
    enqueue(job, Strand.here());
  }

  private void enqueue(Job job, @Nullable Strand strand) {
    JobDeque<Job> queue = queueOf(strand);
    if (queue == null) {
      outside.add(job);
    } else {
      queue.push(job);
      if (workers.length == 1) {
        return; // nobody else could be idle
      }
    }
    VarHandle.fullFence(); // the job is visible before we look for idle workers; see Worker.idle
    wakeOne();
  }

  /** Where a strand's jobs go: the queue of its worker, or null for the outside queue. */
  private @Nullable JobDeque<Job> queueOf(@Nullable Strand strand) {
    return strand == null || strand.pool != this ? null : strand.queue();
  }

  /** Puts a job behind everything that is queued from outside. */
  void enqueueLast(Job job) {
    outside.add(job);
    VarHandle.fullFence();
    wakeOne();
  }

  void wakeOne() {
    wakeOverslept();
    if (idle.count() > 0) {
      boolean _ = chooseAndWake();
    }
  }

  /*
   * Waking may overflow the stack, after the worker was chosen: then nobody would choose it again.
   * So it is marked, by stores and without a call, and whoever comes by with room wakes it.
   */

  private boolean chooseAndWake() {
    int chosen = idle.takeOne();
    if (chosen < 0) {
      return false;
    }
    Worker worker = workers[chosen];
    boolean woken = false;
    try {
      worker.wake();
      woken = true;
    } finally {
      if (!woken) {
        worker.overslept = true;
        overslept = true;
      }
    }
    return true;
  }

  /** Wakes the workers that somebody chose and had no room on the stack to wake. */
  void wakeOverslept() {
    if (overslept) {
      overslept = false; // first: who marks a worker from now on says so again
      for (Worker worker : workers) {
        if (worker.overslept) {
          worker.overslept = false;
          boolean woken = false;
          try {
            worker.wake();
            woken = true;
          } finally {
            if (!woken) {
              worker.overslept = true;
              overslept = true;
            }
          }
        }
      }
    }
  }

  /** Asks all running strands to look at their next fork: somebody is idle, or is cancelled. */
  void raiseAttention() {
    for (Worker worker : workers) {
      Strand strand = worker.holder();
      if (strand != null) {
        strand.raiseAttention();
      }
    }
  }

  boolean hasWork() {
    if (!outside.isEmpty()) {
      return true;
    }
    if (kind == Kind.WORK_STEALING) {
      for (Worker worker : workers) {
        if (worker.queued() > 0) {
          return true;
        }
      }
    }
    return false;
  }

  void runHook(IntConsumer hook, int worker) {
    try {
      hook.accept(worker);
    } catch (Throwable failure) {
      options.tellUncaught(failure);
    }
  }

  // ---- the end

  /**
   * Ends the pool if it is draining and nothing is left. While all workers are registered as idle
   * nobody takes a job; so if they were throughout, the queues found empty were empty, and the
   * count of suspended tasks found zero was zero, all at one time.
   */
  void endIfQuiet() {
    wakeOverslept();
    if (state != State.DRAINING) {
      return;
    }
    long departures = idle.departures();
    boolean quiet =
        idle.allInSince(departures)
            && suspended.get() == 0
            && !hasWork()
            && idle.allInSince(departures);
    if (quiet) {
      synchronized (stateLock) {
        state = State.ENDED;
      }
      boolean woken = true;
      while (woken) {
        woken = chooseAndWake();
      }
      spares.close();
    }
  }

  boolean hasEnded() {
    return state == State.ENDED;
  }

  /** Called once by each worker after its exit hook. */
  void workerGone() {
    if (workersLeft.decrementAndGet() == 0) {
      root.close();
      ended.tryReturn(null);
    }
  }

  @Override
  public void shutdown() {
    refuseIfUnending();
    synchronized (stateLock) {
      if (state == State.RUNNING) {
        state = State.DRAINING;
      }
    }
    endIfQuiet();
  }

  private void refuseIfUnending() {
    if (unending) {
      throw new IllegalStateException(
          "the shared pool lives as long as the JVM and cannot be shut down; make a pool of your"
              + " own with Pool.workStealing");
    }
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    stopping = true; // from now on nobody spawns, so the queues can be emptied
    Cancelled reason = new Cancelled(toString(), null);
    List<Runnable> neverStarted = new ArrayList<>();
    List<Job> toGoOn = new ArrayList<>();
    suspending(); // what is out of the queues for now keeps the pool from ending
    for (Job job = takeAny(); job != null; job = takeAny()) {
      switch (job) {
        case SpawnedTask<?> task -> takeBack(task, task.takenOut(), reason, neverStarted);
        case RawTask raw -> takeBack(raw, raw.takenOut(), reason, neverStarted);
        case ForkedBranch<?> branch when branch.isClaimed() -> {} // already run
        default -> toGoOn.add(job); // it sees its own cancellation, or is protected from it
      }
    }
    toGoOn.forEach(this::enqueueLast);
    resumed();
    root.cancel(reason);
    raiseAttention();
    endIfQuiet();
    return neverStarted;
  }

  private @Nullable Job takeAny() {
    for (Worker worker : workers) {
      Job job = worker.stealFrom();
      while (job == null && worker.queued() > 0) {
        Thread.onSpinWait(); // somebody is just at the oldest
        job = worker.stealFrom();
      }
      if (job != null) {
        return job;
      }
    }
    return outside.poll();
  }

  /** Cancels a task that nobody has started. */
  private static void takeBack(
      Task<?> task,
      @Nullable ThrowingSupplier<?, ?> body,
      Cancelled reason,
      List<Runnable> neverStarted) {
    if (body != null && task.tryCancel(reason)) {
      neverStarted.add(
          task instanceof RawTask raw ? raw.action() : new NeverStarted(body, task.toString()));
    }
  }

  /** A task that shutdownNow took back: it can be run by its new owner. */
  private record NeverStarted(ThrowingSupplier<?, ?> body, String name) implements Runnable {
    @Override
    public void run() {
      try {
        body.get();
      } catch (Throwable failure) {
        Failures.throwUnchecked(failure);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public boolean isShutdown() {
    return state != State.RUNNING;
  }

  @Override
  public boolean isTerminated() {
    return !ended.isRunning();
  }

  @Override
  public boolean awaitTermination(Duration limit) {
    refuseOwnTask("waited for");
    try {
      ended.await(limit);
      return true;
    } catch (TimedOut late) {
      return false;
    }
  }

  @Override
  public void close() {
    refuseOwnTask("closed");
    shutdown();
    try {
      ended.await();
    } catch (Interrupted | Cancelled e) {
      shutdownNow();
      ended.awaitUninterruptibly();
      throw e;
    }
  }

  void awaitEnded() {
    ended.awaitUninterruptibly();
  }

  private void refuseOwnTask(String what) {
    Strand strand = Strand.here();
    while (strand != null && strand.pool != this) {
      strand = strand.under();
    }
    if (strand != null) {
      throw new IllegalStateException(
          this
              + " cannot be "
              + what
              + " by one of its own tasks, which it would wait for: call"
              + " shutdown() there");
    }
  }

  // ---- submission

  @Override
  public <T extends @Nullable Object> Fut<T> spawn(ThrowingSupplier<T, ?> body) {
    Objects.requireNonNull(body, "the task to spawn is null");
    Carrier caller = Carrier.currentOrNull();
    SpawnedTask<T> task =
        new SpawnedTask<>(this, body, localsOf(caller), queueOf(strandOf(caller)));
    submitTask(task, caller);
    return task;
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "the task to execute is null");
    Carrier caller = Carrier.currentOrNull();
    submitTask(new RawTask(this, task, localsOf(caller), queueOf(strandOf(caller))), caller);
  }

  private static Context.@Nullable Binding localsOf(@Nullable Carrier caller) {
    return caller == null ? null : caller.context().locals();
  }

  private static @Nullable Strand strandOf(@Nullable Carrier caller) {
    return caller instanceof Strand strand ? strand : null;
  }

  /** Queues a task, unless the pool takes none from this caller. */
  void submitTask(Task<?> task, @Nullable Carrier caller) {
    NoEffects.refuse("spawn a task in", this);
    Strand strand = strandOf(caller);
    if (refuses(strand)) {
      throw new PoolClosed(toString());
    }
    enqueue(task, strand);
    if (refuses(strand) && task.claim() != null) {
      throw new PoolClosed(toString());
    }
  }

  private boolean refuses(@Nullable Strand strand) {
    return switch (state) {
      case RUNNING -> false;
      case DRAINING -> stopping || strand == null || strand.pool != this;
      case ENDED -> true;
    };
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T invoke(ThrowingSupplier<T, X> body)
      throws X {
    Objects.requireNonNull(body, "the body to invoke is null");
    Strand strand = Strand.here();
    if (strand != null && strand.pool == this && strand.worker() != null) {
      return body.get();
    }
    Carrier caller = Carrier.current();
    CancelScope callers = caller.scope();
    if (callers == null) {
      return invoked(body, caller, scopeFor(null).child());
    }
    callers.throwIfCancelled();
    CancelScope scope = callers.child();
    try (CancelScope.Registration _ = root.onCancel(() -> scope.cancel(cancelReason()))) {
      return invoked(body, caller, scope);
    }
  }

  private <T extends @Nullable Object> T invoked(
      ThrowingSupplier<T, ?> body, Carrier caller, CancelScope scope) {
    try (scope) {
      ForkedBranch<T> branch = ForkedBranch.in(scope, this, null, body, localsOf(caller));
      submitTask(branch, caller);
      return awaitInvoked(branch);
    }
  }

  private <T extends @Nullable Object> T awaitInvoked(ForkedBranch<T> branch) {
    try {
      branch.awaitDecision();
    } catch (Cancelled | Interrupted e) {
      if (branch.claim() != null) {
        throw e;
      }
      branch.fork().cancel(e);
      raiseAttention();
      branch.awaitUninterruptibly();
      if (branch.endedBecauseOf(e)) {
        throw e;
      }
    }
    return branch.result();
  }

  // ---- what it tells

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public int parallelism() {
    return options.parallelism();
  }

  @Override
  public PoolStatistics statistics() {
    int queued = outside.size();
    long run = 0;
    long stolen = 0;
    long forked = 0;
    for (Worker worker : workers) {
      queued += worker.queued();
      run += worker.jobsRun();
      stolen += worker.jobsStolen();
      forked += worker.branchesForked();
    }
    int alive = isTerminated() ? 0 : workers.length;
    return new PoolStatistics(
        alive, Math.min(alive, idle.count()), queued, suspended.get(), run, stolen, forked);
  }

  @Override
  public String toString() {
    return "pool " + options.name();
  }
}
