package dev.caravan.core.pool;

import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Interrupter;
import dev.caravan.core.trace.TaskRunEvent;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a pool with what is on its stack. While it holds a {@link Worker} it runs jobs; when
 * its code waits, the worker passes on to another strand.
 */
final class Strand extends Frames {
  /*
   * A worker is a role, held by one strand at a time:
   *
   *   working ──its task waits, nothing to do──► keeping   its worker is idle, but still its own
   *   keeping ──signal──► working
   *   working, keeping ──its task waits, a job is there──► suspended   the worker passes to a spare
   *                                                                    strand, or a new one
   *   suspended ──signal──► queued            a Resumption stands in the queue like any job
   *   queued ──next for a strand whose task waits──► working, and that strand is suspended
   *   queued ──picked by a working strand──► working, and that strand becomes spare
   *   working, on a virtual thread ──its job ends, a platform thread is spare──► spare   that strand
   *                                                                    gets the worker
   *   spare ──given a worker──► working; spare ──pool ends, or enough spares──► gone
   *
   * So what runs in the pool at any time is at most its parallelism, and a strand that returns
   * from a job and no longer holds a worker knows that it gave it away.
   */
  private static final int GRANT_SPINS = 500;
  private static final int MOMENTS = 3;
  private static final long PATIENCE = 10_000_000; // nanoseconds; then an idle strand can watch
  private static final int INLINE_DEPTH = 16;
  private static final int CONFINED_INLINE_DEPTH = 200;
  private static final int TOO_MANY_LOST = 8; // of lostRaces

  private @Nullable Thread thread;
  private @Nullable Worker worker; // the owner's; null while suspended or spare
  private @Nullable JobDeque<Job> queue; // the worker's own
  private volatile @Nullable Worker granted; // set by the strand that gives its worker away
  private volatile boolean dismissed; // set by the pool's end, on a spare strand only
  private int inlineDepth;
  private int lostRaces; // for tasks to run early: plus two for one lost, minus one for one won
  private @Nullable Strand under;
  private @Nullable ForkedBranch<?> joining; // what the next wait is for, if it is a branch
  private int blockingDepth; // 0 while no blocking code has given the worker away
  private @Nullable TaskRunEvent stretch;

  // keeps the next object in memory off the lines of the fields above
  @SuppressWarnings("unused")
  private long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

  Strand(Scheduler pool, @Nullable Worker worker) {
    super(pool);
    hold(worker);
    if (worker != null) {
      worker.heldBy(this);
    }
  }

  /** The strand of the calling thread, if it is one of some pool's. */
  static @Nullable Strand here() {
    return currentOrNull() instanceof Strand strand ? strand : null;
  }

  /** The strand whose task called {@link Pool#main} to run this one, if any. */
  @Nullable Strand under() {
    return under;
  }

  /** Says whose stack it is on. */
  void runsOn(Carrier caller) {
    under = caller instanceof Strand strand ? strand : null;
    isEnclosedAs(caller);
  }

  /** Its calls come before its last stores: if the stack overflows, nothing has changed. */
  private void hold(@Nullable Worker next) {
    JobDeque<Job> own = next == null ? null : next.own();
    offersFrom(next == null ? null : next.stealable());
    worker = next;
    queue = own;
  }

  @Nullable Worker worker() {
    return worker;
  }

  /** The queue of the worker it holds; null if there is none. */
  @Nullable JobDeque<Job> queue() {
    return queue;
  }

  /** The life of the thread: runs jobs while it holds a worker, and otherwise waits for one. */
  void live() {
    thread = Thread.currentThread();
    bind(this);
    try {
      while (true) {
        Worker mine = worker;
        if (mine == null) {
          if (!pool.spares().waitForWorker(this)) {
            return;
          }
          continue;
        }
        Job job = mine.next();
        if (job != null) {
          runJob(job);
        } else if (worker != null) {
          hold(null); // so an exit hook that waits keeps its thread: nobody takes the worker on
          mine.retire();
          return;
        }
      }
    } finally {
      bind(null);
    }
  }

  private void runJob(Job job) {
    lookSoon();
    beginStretch();
    try {
      job.runOn(this);
    } finally {
      settleUnsettled();
    }
    endStretch(job);
    Thread.interrupted(); // an interrupt that a task left behind is not the next one's
  }

  // ---- stretches, for timelines

  private void beginStretch() {
    stretch = TaskRunEvent.begun();
  }

  /** Begins a stretch unless one is under way. */
  private void goOnStretch() {
    if (stretch == null) {
      beginStretch();
    }
  }

  private void endStretch(Object what) {
    TaskRunEvent ending = stretch;
    Worker mine = worker;
    if (ending != null && mine != null) {
      ending.ended(pool.name(), mine.index, what.toString());
    }
    stretch = null;
  }

  // ---- waiting

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    settleUnsettled();
    if (worker == null || pool.isConfined()) {
      forgetPopped();
      Thread me = Thread.currentThread();
      if (trigger.onSignal(() -> LockSupport.unpark(me))) {
        parkThread(trigger, deadline, interruptible, () -> trigger.end() != null);
      }
      return;
    }
    publishAll();
    pool.suspending();
    Wait wait = new Wait(trigger, deadline, interruptible);
    try {
      if (trigger.onSignal(wait) && !wait.endsInPlace()) {
        giveWorkerAway();
        spinForGrant();
        parkThread(trigger, deadline, interruptible, () -> granted != null);
        takeGranted();
      }
    } finally { // a trigger that has a waiter refuses us
      pool.resumed();
    }
  }

  /**
   * A wait of this strand, as the action of its trigger. As long as the pool has nothing to do the
   * strand keeps its worker, which is idle, and goes on where it stands. When a job comes that it
   * cannot run itself, or after some time, the worker passes on.
   */
  private final class Wait implements Runnable {
    /*
     * KEEPING ──signal──► SIGNALED: the strand is unparked
     *    └──a job came──► PASSED: the worker is given away ──signal──► a Resumption is queued
     */
    private enum State {
      KEEPING,
      SIGNALED,
      PASSED
    }

    private final Trigger trigger;
    private final long deadline;
    private final boolean interruptible;
    private final @Nullable ForkedBranch<?> joined = joining;
    private final AtomicReference<State> state = new AtomicReference<>(State.KEEPING);

    Wait(Trigger trigger, long deadline, boolean interruptible) {
      this.trigger = trigger;
      this.deadline = deadline;
      this.interruptible = interruptible;
      joining = null;
    }

    @Override
    public void run() {
      if (state.compareAndSet(State.KEEPING, State.SIGNALED)) {
        unpark();
      } else {
        requeue();
      }
    }

    private boolean isSignaled() {
      return state.get() == State.SIGNALED;
    }

    /** Whether the signal came as long as the strand kept its worker. */
    boolean endsInPlace() {
      spin();
      while (!isSignaled()) {
        if (!rests() && state.compareAndSet(State.KEEPING, State.PASSED)) {
          return false;
        }
      }
      Worker mine = worker;
      if (mine != null) {
        mine.countRun();
      }
      lookSoon();
      goOnStretch();
      if (pool.hasWork()) {
        pool.wakeOne(); // we may have been chosen for it
      }
      return true;
    }

    private void spin() {
      for (int look = 0; joined == null && look < Spin.LOOKS && !isSignaled(); look++) {
        if (pool.hasWork()) {
          return;
        }
        Spin.pause();
      }
    }

    /** Parks with an idle worker; false if that should pass on, unless the signal has come. */
    private boolean rests() {
      Worker mine = worker;
      if (mine == null || (joined == null && pool.hasWork())) {
        return false;
      }
      if (!mine.rest()) {
        return helpsJoined();
      }
      endStretch(Strand.this);
      parkThread(
          trigger,
          deadline,
          interruptible,
          () -> isSignaled() || mine.wasChosen(),
          System.nanoTime() + PATIENCE);
      boolean chosen = !mine.goOn();
      return chosen && helpsJoined();
    }

    private boolean helpsJoined() {
      return joined != null && helps(joined);
    }
  }

  /** Waits until a branch has ended that somebody else runs. */
  void join(ForkedBranch<?> branch) {
    joining = branch;
    try {
      branch.awaitUninterruptibly();
    } finally {
      joining = null;
    }
  }

  private void requeue() {
    pool.enqueue(new Resumption(this));
  }

  private void giveWorkerAway() {
    endStretch(this);
    Worker passed = worker;
    if (passed == null) {
      return;
    }
    Strand next = passed.takeNextToResume(); // as holder
    hold(null);
    if (next != null) {
      next.grant(passed);
    } else {
      pool.spares().handOn(passed);
    }
  }

  private void takeGranted() {
    hold(granted);
    granted = null;
    lookSoon();
    beginStretch();
  }

  /** Gives this strand a worker; called by the strand that held it, or that starts this one. */
  void grant(Worker passed) {
    passed.heldBy(this);
    granted = passed;
    LockSupport.unpark(thread);
  }

  /** Gives its worker, between two jobs or idle, to a strand on a platform thread. */
  void sendHome(Strand home) {
    Worker passed = worker;
    hold(null);
    if (passed != null) {
      home.grant(passed);
    }
  }

  boolean isVirtual() {
    return thread != null && thread.isVirtual();
  }

  /** Parks a spare strand until it is given a worker; false if dismissed. */
  boolean parkSpare() {
    while (granted == null) {
      if (dismissed) {
        return false;
      }
      LockSupport.park(this);
      Thread.interrupted();
    }
    takeGranted();
    return true;
  }

  /** Ends a spare strand. */
  void dismiss() {
    dismissed = true;
    LockSupport.unpark(thread);
  }

  void unpark() {
    LockSupport.unpark(thread);
  }

  void setThread(Thread thread) {
    this.thread = thread;
  }

  @Override
  protected void beforeBlocking() {
    if (!pool.isConfined() && worker != null) {
      publishAll();
      pool.suspending();
      giveWorkerAway();
      blockingDepth = 1;
    } else if (blockingDepth > 0) {
      blockingDepth++;
    }
  }

  @Override
  protected void afterBlocking() {
    if (blockingDepth > 0 && --blockingDepth == 0) {
      requeue();
      waitForGrant();
      pool.resumed();
    }
  }

  /**
   * Waits a little before parking, about as long as parking and unparking a platform thread costs:
   * short waits then need neither. A virtual thread parks cheaply.
   */
  private void spinForGrant() {
    if (!isVirtual()) {
      for (int i = 0; i < GRANT_SPINS && granted == null; i++) {
        Thread.onSpinWait();
      }
    }
  }

  private void waitForGrant() {
    spinForGrant();
    boolean interrupted = false;
    while (granted == null) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    takeGranted();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint is all there is on a confined pool
  void yieldNow() {
    checkCancelled();
    if (worker == null || pool.isConfined()) {
      Thread.yield();
      return;
    }
    publishAll();
    pool.suspending();
    pool.enqueueLast(new Resumption(this));
    giveWorkerAway();
    waitForGrant();
    pool.resumed();
  }

  /** A suspended strand that may run again. */
  record Resumption(Strand strand) implements Job {
    @Override
    public void runOn(Strand giver) {
      Worker passed = giver.worker;
      giver.hold(null);
      if (passed != null) {
        strand.grant(passed);
      }
    }
  }

  // ---- running what is awaited

  /**
   * Runs a task that the caller is about to await, if nobody has started it and this pool may run
   * it out of order; gives one that was started a moment to end. Never anything else: a task that
   * the caller does not wait for could wait for the caller.
   */
  void runIfUnstarted(Task<?> awaited) {
    if (worker == null || !pool.runsInline()) {
      return;
    }
    if (awaited.isClaimed()) {
      spinForResult(awaited);
      return;
    }
    if (inlineDepth >= (pool.isConfined() ? CONFINED_INLINE_DEPTH : INLINE_DEPTH)) {
      if (pool.isConfined()) {
        throw new IllegalStateException(
            "a chain of "
                + CONFINED_INLINE_DEPTH
                + " tasks of the confined "
                + pool
                + ", each awaiting the next: one thread cannot wait for itself");
      }
      return;
    }
    checkCancelled();
    if (!Thread.currentThread().isInterrupted()) {
      if (runEarly(awaited)) {
        lostRaces = Math.max(0, lostRaces - 1);
        offerNext(); // what stood in the queue may have been this task alone
      } else {
        spinForResult(awaited);
      }
    }
  }

  private boolean runEarly(Task<?> awaited) {
    Enclosure aside = setEnclosureAside();
    Interrupter around = pool.isConfined() ? Interrupter.restInnermost() : null; // of our task
    inlineDepth++;
    try {
      return awaited.runEarly(this);
    } finally {
      inlineDepth--;
      restoreEnclosure(aside);
      if (around != null) {
        around.goOn();
      }
    }
  }

  /**
   * Runs something that a branch needs which the caller waits for, if anybody offers it
   * (leapfrogging: Wagner and Calder, PPoPP 1993). It lies deeper in the same computation, so it
   * cannot wait for the caller, and the stack grows no deeper than that of a sequential run.
   *
   * @return whether it ran something
   */
  boolean helps(ForkedBranch<?> awaited) {
    Worker mine = worker;
    if (mine == null || Thread.currentThread().isInterrupted()) { // which is meant for the caller
      return false;
    }
    Job needed = mine.stealFor(awaited);
    if (needed != null) {
      if (pool.hasWork()) {
        pool.wakeOne(); // the caller may have been chosen for something else
      }
      lookSoon();
      goOnStretch();
      Enclosure aside = setEnclosureAside(); // it does not belong to what waits here
      try {
        needed.runOn(this);
      } finally {
        restoreEnclosure(aside);
      }
    }
    return needed != null;
  }

  /** Waits about as long as suspending would take, if another worker may be running the task. */
  private void spinForResult(Task<?> awaited) {
    if (pool.parallelism() > 1 && awaited.isRunning() && !givesWay()) {
      for (int i = 0; i < MOMENTS && !awaited.endsInAMoment(); i++) {
        // most tasks that others run end soon
      }
    }
  }

  /**
   * Counts a task that somebody else runs, and says whether its waiter should suspend at once,
   * which is when it has lost five in a row, or more than one of three for long. Somebody who
   * awaits tasks in the order of their spawning races with the thieves, who take the oldest too,
   * and each costs the other more than the task does. Then it is better to suspend: the worker goes
   * on with the newest, and the waiter meets nobody when it is resumed.
   */
  private boolean givesWay() {
    JobDeque<Job> own = queue();
    if (own == null || own.peekNewest() == null) {
      return false;
    }
    lostRaces += 2;
    boolean gives = lostRaces > TOO_MANY_LOST;
    if (gives) {
      lostRaces = 0;
    }
    return gives;
  }

  // ---- forks

  @Override
  void offer(ForkedBranch<?> branch) {
    Worker mine = worker;
    if (mine != null) {
      mine.countFork();
    }
    pool.enqueue(branch);
  }

  @Override
  void retract(ForkedBranch<?> branch) {
    Worker mine = worker;
    if (mine != null) {
      mine.retract(branch);
      offerNext();
    }
  }

  @Override
  public String toString() {
    Task<?> running = task();
    return running == null ? pool + " (no task)" : running.toString();
  }
}
