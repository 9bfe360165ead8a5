package dev.caravan.core.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of the workers of a pool: a role with a queue of its own, held by one strand at a time. Only
 * the holder calls its methods, except those that say so.
 */
final class Worker {
  private static final long FIRST_PAUSE = 200_000; // nanoseconds
  private static final long LAST_PAUSE = 12_800_000; // nanoseconds
  private static final long WATCH_PAUSE = 1_000_000_000; // nanoseconds
  static final long HOME_EVERY = 1_000_000; // nanoseconds
  private static final int FAIR_EVERY =
      61; // every so many jobs the outside queue and the oldest job go first
  private static final VarHandle RUN;
  private static final VarHandle STOLEN;
  private static final VarHandle FORKED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUN = lookup.findVarHandle(Worker.class, "run", long.class);
      STOLEN = lookup.findVarHandle(Worker.class, "stolen", long.class);
      FORKED = lookup.findVarHandle(Worker.class, "forked", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int index;
  private final Scheduler pool;
  private final JobDeque<Job> own = new JobDeque<>();
  private final boolean stealing;

  // written by the holder, read by anybody
  private volatile @Nullable Strand holder;
  volatile boolean overslept; // chosen, and not woken yet
  private long run;
  private long stolen;
  private long forked;

  // the holder's
  private int random;
  private long wentHomeAt = System.nanoTime();

  Worker(Scheduler pool, int index, boolean stealing) {
    this.pool = pool;
    this.index = index;
    this.stealing = stealing;
    this.random = index * 0x9E3779B9 + 1;
  }

  void heldBy(Strand strand) {
    holder = strand;
  }

  /** The strand that holds this worker now. Any thread. */
  @Nullable Strand holder() {
    return holder;
  }

  /** The queue of its own; null if it has none, since the pool does not steal. */
  @Nullable JobDeque<Job> own() {
    return stealing ? own : null;
  }

  /** The queue that others steal from; null if there are no others, or no stealing. */
  @Nullable JobDeque<Job> stealable() {
    return pool.parallelism() > 1 ? own() : null;
  }

  /** Takes back a branch that the caller has claimed, if it stands at the near end. */
  void retract(ForkedBranch<?> branch) {
    if (stealing) {
      own.popIf(branch);
    }
  }

  /** Whether a job has nothing left to do, since somebody claimed it where it stood. */
  static boolean isSpent(Job job) {
    return job instanceof Task<?> task && task.isClaimed();
  }

  /**
   * The next job, waiting for one if there is none: first on the processor, for about as long as it
   * takes to park and to be woken, then parked. Null if the pool has ended, or if the holder gave
   * this worker away meanwhile.
   */
  @Nullable Job next() {
    if (shouldGoHome() && goHome()) {
      return null;
    }
    while (true) {
      Job job = poll();
      for (int look = 0; job == null && look < Spin.LOOKS; look++) {
        Spin.pause();
        job = poll();
      }
      if (job != null) {
        countRun();
        return job;
      }
      if (!idle()) {
        return null;
      }
    }
  }

  /**
   * Takes the strand to pass this worker to without further ado: one that the newest of its own
   * jobs resumes. Null if that is another job, or the turn of an older one; jobs stay where they
   * are.
   */
  @Nullable Strand takeNextToResume() {
    if (stealing
        && run % FAIR_EVERY != 0
        && own.peekNewest() instanceof Strand.Resumption next
        && own.popIf(next)) {
      countRun();
      return next.strand();
    }
    return null;
  }

  /**
   * Parks until chosen, unless there is something to do.
   *
   * @return false if the pool has ended
   */
  private boolean idle() {
    IdleWorkers idle = pool.idle();
    if (!rest()) {
      return true;
    }
    if (pool.hasEnded()) { // the end came while this worker was on its way, and took out the others
      idle.leave(index);
      return false;
    }
    pool.endIfQuiet();
    for (long pause = FIRST_PAUSE; idle.contains(index); pause = Math.min(2 * pause, LAST_PAUSE)) {
      boolean watches = idle.isFirst(index);
      boolean rests = pause == LAST_PAUSE;
      if (rests && goHome()) {
        return false;
      }
      if (rests && idle.count() == pool.parallelism()) {
        LockSupport.park(pool);
      } else if (rests && !watches) {
        LockSupport.parkNanos(pool, WATCH_PAUSE); // then this may be the one that watches
      } else {
        LockSupport.parkNanos(pool, pause);
        if (watches) {
          pool.raiseAttention(); // a strand may have looked when it had no token left
        }
      }
      Thread.interrupted();
    }
    return !pool.hasEnded();
  }

  /**
   * Registers as idle and looks once more. The registration is visible before the look, and a job
   * is visible before its submitter looks for idle workers: one of the two sees the other. Jobs are
   * only taken by workers that are not registered, so "all registered, nothing queued" means that
   * nothing runs.
   *
   * @return false, and not registered, if there is something to do
   */
  boolean rest() {
    pool.idle().enter(index);
    pool.raiseAttention();
    if (pool.hasWork()) {
      if (!goOn()) {
        pool.wakeOne(); // somebody chose us for a job of theirs, we take the one we saw: pass it on
      }
      return false;
    }
    return true;
  }

  /** Ends the rest; false if somebody has ended it before, who chose this worker for a job. */
  boolean goOn() {
    return pool.idle().leave(index);
  }

  /** Whether the rest was ended by somebody who chose this worker for a job. */
  boolean wasChosen() {
    return !pool.idle().contains(index);
  }

  /**
   * Whether a worker that a wait has left on a virtual thread should go home between two jobs:
   * forks ask for their carrier, which a {@link dev.caravan.core.spi.CarrierThread} has in a field.
   * Going there costs two switches of threads, so once per {@link #HOME_EVERY} at most.
   */
  private boolean shouldGoHome() {
    Strand strand = holder;
    return strand != null
        && strand.isVirtual()
        && pool.spares().hasHome()
        && System.nanoTime() - wentHomeAt >= HOME_EVERY;
  }

  /**
   * Passes the worker from a virtual thread, where a suspended task left it, back to a platform
   * thread of the pool, if one is spare.
   */
  private boolean goHome() {
    Strand strand = holder;
    if (strand == null || !strand.isVirtual()) {
      return false;
    }
    Strand home = pool.spares().takeHome();
    if (home == null) {
      return false;
    }
    wentHomeAt = System.nanoTime();
    pool.idle().leave(index); // if we were chosen meanwhile, the new holder finds the job
    strand.sendHome(home);
    return true;
  }

  /** Wakes the holder, which was chosen and is no longer registered as idle. Any thread. */
  void wake() {
    Strand strand = holder;
    if (strand != null) {
      strand.unpark();
    }
  }

  /** The next job that nobody has claimed. */
  private @Nullable Job poll() {
    Job job = pollAny();
    while (job != null && isSpent(job)) {
      job = pollAny();
    }
    return job;
  }

  private @Nullable Job pollAny() {
    if (!stealing) {
      return pool.outside().poll();
    }
    if (run % FAIR_EVERY == 0) {
      Job job = pool.outside().poll();
      if (job == null) {
        job = own.steal(); // newest first must not starve the oldest
      }
      if (job != null) {
        return job;
      }
    }
    Job job = own.pop();
    if (job == null) {
      job = steal();
    }
    return job != null ? job : pool.outside().poll();
  }

  private @Nullable Job steal() {
    int workers = pool.parallelism();
    int start = nextRandom();
    for (int i = 0; i < workers; i++) {
      Worker victim = pool.worker(Math.floorMod(start + i, workers));
      if (victim != this) {
        Job job = victim.stealFrom();
        if (job != null) {
          STOLEN.setOpaque(this, stolen + 1);
          victim.robbed();
          return job;
        }
      }
    }
    return null;
  }

  /** Takes a job that a branch needs out of some queue; null if it is the oldest in none. */
  @Nullable Job stealFor(ForkedBranch<?> awaited) {
    for (int i = 0; i < pool.parallelism(); i++) {
      Worker victim = pool.worker(i);
      Job job = victim.own.stealIf(awaited::needs);
      if (job != null) {
        victim.robbed();
        if (victim != this) {
          STOLEN.setOpaque(this, stolen + 1);
        }
        countRun();
        return job;
      }
    }
    return null;
  }

  /** Asks the holder for more to steal if there is nothing left. Any thread. */
  private void robbed() {
    Strand strand = holder;
    if (strand != null && own.isEmptyForThieves()) {
      strand.raiseAttention();
    }
  }

  /** The oldest job of its own queue; null too if somebody is just at it. Any thread. */
  @Nullable Job stealFrom() {
    return own.steal();
  }

  private int nextRandom() {
    int x = random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    random = x;
    return x;
  }

  /** Runs the exit hook; the pool has ended. */
  void retire() {
    pool.runHook(pool.options.onWorkerExit(), index);
    pool.workerGone();
  }

  void countRun() {
    RUN.setOpaque(this, run + 1);
  }

  void countFork() {
    FORKED.setOpaque(this, forked + 1);
  }

  /** How many jobs wait in its own queue. Any thread. */
  int queued() {
    return own.size();
  }

  /** Any thread. */
  long jobsRun() {
    return (long) RUN.getOpaque(this);
  }

  /** Any thread. */
  long jobsStolen() {
    return (long) STOLEN.getOpaque(this);
  }

  /** Any thread. */
  long branchesForked() {
    return (long) FORKED.getOpaque(this);
  }
}
