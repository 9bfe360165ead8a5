package dev.caravan.core.pool;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Going idle against submitting, and against the end of the pool: a job never waits beside a worker
 * that sleeps. In this package to take the steps of a worker without its thread.
 *
 * <p>Alone: {@code ./mvnw -q verify -pl benchmarks/stress -am -Djcstress.tests=IdleRaces}
 */
public final class IdleRaces {
  private IdleRaces() {}

  /** A job comes from outside as the only worker goes idle. */
  @JCStressTest
  @Outcome(
      id = "true, true",
      expect = Expect.ACCEPTABLE,
      desc = "Woken, and it saw the job as well.")
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The submitter woke the worker.")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The worker saw the job in time.")
  @Outcome(
      id = "false, false",
      expect = Expect.FORBIDDEN,
      desc = "The job waits, the worker sleeps.")
  @State
  public static class SubmitOrSleep {
    private final Scheduler pool = Schedulers.stopped(Scheduler.Kind.FIFO);

    @Actor
    public void submitter() {
      pool.enqueue(strand -> {});
    }

    @Actor
    public void worker(ZZ_Result r) {
      pool.idle().enter(0);
      r.r2 = pool.hasWork();
    }

    @Arbiter
    public void woken(ZZ_Result r) {
      r.r1 = !pool.idle().contains(0);
    }
  }

  /** A worker pushes a job on its own deque as another goes idle; the steps of an enqueue. */
  @JCStressTest
  @Outcome(
      id = "true, true",
      expect = Expect.ACCEPTABLE,
      desc = "Woken, and it saw the job as well.")
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The owner woke the thief.")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The thief saw the job in time.")
  @Outcome(
      id = "false, false",
      expect = Expect.FORBIDDEN,
      desc = "The job waits, the thief sleeps.")
  @State
  public static class PushOrSleep {
    private final Scheduler pool = Schedulers.stopped(Scheduler.Kind.WORK_STEALING);

    @Actor
    public void owner() {
      Objects.requireNonNull(pool.worker(0).own()).push(strand -> {});
      VarHandle.fullFence();
      pool.wakeOne();
    }

    @Actor
    public void thief(ZZ_Result r) {
      pool.idle().enter(0);
      r.r2 = pool.hasWork();
    }

    @Arbiter
    public void woken(ZZ_Result r) {
      r.r1 = !pool.idle().contains(0);
    }
  }

  /** The pool is shut down as its last worker goes idle: one of the two finds that it is over. */
  @JCStressTest
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The pool has ended.")
  @Outcome(
      id = "false",
      expect = Expect.FORBIDDEN,
      desc = "Each left it to the other: close hangs.")
  @State
  public static class ShutdownOrSleep {
    private final Scheduler pool = Schedulers.stopped(Scheduler.Kind.FIFO);

    @Actor
    public void owner() {
      pool.shutdown();
    }

    @Actor
    public void worker() {
      pool.idle().enter(0);
      pool.endIfQuiet();
    }

    @Arbiter
    public void end(Z_Result r) {
      r.r1 = pool.hasEnded();
    }
  }

  /** An idle worker moves to another thread, which goes idle anew, as the pool is shut down. */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "Ended, and the worker knows.")
  @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "Ended; nobody wakes the worker.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Each left the end to the other: close hangs.")
  @State
  public static class MoveOrShutdown {
    private final Scheduler pool = Schedulers.stopped(Scheduler.Kind.FIFO);
    private boolean sawTheEnd;

    /** The worker sleeps. */
    public MoveOrShutdown() {
      pool.idle().enter(0);
    }

    @Actor
    public void worker() {
      pool.idle().leave(0);
      pool.idle().enter(0);
      sawTheEnd = pool.hasEnded();
      pool.endIfQuiet();
    }

    @Actor
    public void owner() {
      pool.shutdown();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = pool.hasEnded();
      r.r2 = !sawTheEnd && pool.idle().contains(0);
    }
  }

  /** A task comes from outside as the idle pool is shut down. */
  @JCStressTest
  @Outcome(
      id = "accepted, false",
      expect = Expect.ACCEPTABLE,
      desc = "Taken; the pool stays for it.")
  @Outcome(id = "refused, true", expect = Expect.ACCEPTABLE, desc = "Refused; the pool has ended.")
  @Outcome(
      id = "refused, false",
      expect = Expect.ACCEPTABLE,
      desc = "Refused after it woke a worker.")
  @Outcome(id = "accepted, true", expect = Expect.FORBIDDEN, desc = "Taken, and never to be run.")
  @State
  public static class SubmitOrShutdown {
    private final Scheduler pool = Schedulers.stopped(Scheduler.Kind.FIFO);

    /** The worker sleeps. */
    public SubmitOrShutdown() {
      pool.idle().enter(0);
    }

    @Actor
    public void submitter(LZ_Result r) {
      try {
        pool.submitTask(new SpawnedTask<>(pool, () -> 1, null, null), null);
        r.r1 = "accepted";
      } catch (PoolClosed closed) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void owner() {
      pool.shutdown();
    }

    @Arbiter
    public void end(LZ_Result r) {
      r.r2 = pool.hasEnded();
    }
  }
}
