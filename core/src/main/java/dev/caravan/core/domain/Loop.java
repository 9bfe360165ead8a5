package dev.caravan.core.domain;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.queue.MpscQueue;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Clock;
import dev.caravan.core.time.MockClock;
import dev.caravan.core.time.Timers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a domain does between the turns of its fibers: who is next, and what if nobody is ready. */
abstract class Loop {
  /*
   * One turn is out at any time: with a fiber, or with the driver, which is the loop itself. Plain
   * fields belong to whoever has it; passing the turn makes them visible. Others reach the loop
   * through the inbox only, and through the flag idle, which tells whether the driver is parked:
   * they offer, then look at idle; it sets idle, then looks at the inbox.
   */
  private static final int TIMERS_EVERY = 16; // turns; while nobody idles
  private static final long FOREIGN_NANOS = 50_000_000; // how long a lock may be waited for
  private static final long CLEAN_UP_NANOS = 1_000_000_000; // the same once the domain has failed

  final String name;
  final Clock clock;
  final Timers timers;
  final Domain domain;
  private final boolean deterministic;
  private final @Nullable Schedule schedule;
  private final CancelScope root;

  // of whoever has the turn
  private final RunQueue ready = new RunQueue();
  private @Nullable DomainFiber next; // if the fiber that was left has chosen
  private int live;
  private int turns;
  private long ids;
  @Nullable DomainFiber newest; // head of the list of all fibers; walked by dumps

  // of the driver
  private final LookOut lookOut = new LookOut();

  // written by whoever has the turn; read by the watch and by dumps, which may see them late
  @Nullable DomainFiber current;
  long switches;

  // of everybody
  private final MpscQueue<Mail> inbox = new MpscQueue<>();
  private final AtomicInteger outside = new AtomicInteger();
  private volatile boolean idle;
  private volatile @Nullable IdleHook idleHook; // instead of parking; null once it has thrown
  private volatile @Nullable Thread driver;
  private volatile @Nullable Throwable failure;

  /** What a domain was told before its start. */
  record Settings(
      String name,
      Clock clock,
      boolean deterministic,
      @Nullable Schedule schedule,
      @Nullable IdleHook idleHook,
      CancelScope root) {}

  Loop(Settings settings) {
    this.name = settings.name;
    this.clock = settings.clock;
    this.timers = clock instanceof MockClock mock ? mock.timers() : new Timers();
    this.deterministic = settings.deterministic;
    this.schedule = settings.schedule;
    this.root = settings.root;
    this.domain = new Domain(this);
    this.idleHook = settings.idleHook;
  }

  abstract Engine engine();

  /** Makes a fiber of this engine. */
  abstract DomainFiber fiber(String name, Context context, Runnable body);

  /** Gives the turn to a fiber; returns when the turn is back, which may be after many others. */
  abstract void resume(DomainFiber fiber);

  /** A thread, not started, that is to be the driver. */
  abstract Thread driverThread(Runnable drive);

  /** Looks for fibers that wait outside Caravan's knowledge, if the engine can know them. */
  @Nullable DomainFiber foreignWaiter() {
    return null;
  }

  final boolean isDeterministic() {
    return deterministic;
  }

  /** Whether the driver waits for work. Whoever ends that says so first, then wakes the watch. */
  final boolean isIdle() {
    return idle;
  }

  final boolean isScheduled() {
    return schedule != null;
  }

  final long nextId() {
    return ++ids;
  }

  final @Nullable Throwable failure() {
    return failure;
  }

  final @Nullable Thread driver() {
    return driver;
  }

  // ---- fibers

  final DomainFiber newFiber(String name, Context context, Runnable body) {
    DomainFiber fiber = fiber(name, context, body);
    live++;
    fiber.older = newest;
    if (newest != null) {
      newest.newer = fiber;
    }
    newest = fiber;
    return fiber;
  }

  final void ended(DomainFiber fiber) {
    live--;
    DomainFiber newer = fiber.newer;
    DomainFiber older = fiber.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
  }

  /** Adds the fibers that wait. The links may change under the walk; called by anybody. */
  final void addWaitsTo(List<? super Waits.Waiting> waits) {
    for (DomainFiber fiber = newest; fiber != null; fiber = fiber.older) {
      Waits.Waiting waiting = fiber.waiting();
      if (waiting != null) {
        waits.add(waiting);
      }
    }
  }

  // ---- the queue

  final void addLast(DomainFiber fiber) {
    ready.addLast(fiber);
  }

  final void addFirst(DomainFiber fiber) {
    ready.addFirst(fiber);
  }

  /** Takes a fiber that cannot be left out of the queue again; false if it was not in it. */
  final boolean unqueue(DomainFiber fiber) {
    takeMail();
    return ready.remove(fiber);
  }

  /** The same for one whose wait has ended; whoever ended it may not have queued it yet. */
  final void unqueueWoken(DomainFiber fiber) {
    while (!unqueue(fiber)) {
      Thread.onSpinWait();
    }
  }

  /** Queues a fiber; called by anybody. */
  final void wake(DomainFiber fiber) {
    if (isTurnOfCaller()) {
      ready.addLast(fiber);
    } else {
      send(fiber);
    }
  }

  private void wakeDriver() {
    if (idle) {
      LockSupport.unpark(driver);
      IdleHook hook = idleHook;
      if (hook != null) {
        hook.wake();
      }
    }
  }

  final boolean isTurnOfCaller() {
    DomainFiber fiber = DomainFiber.ofCallerOrNull();
    return fiber == null ? Thread.currentThread() == driver : fiber.isTurnOf(this);
  }

  /** What somebody who has not the turn says; whoever has it decides what follows. */
  @FunctionalInterface
  interface Mail {
    /** The fiber that is ready by that; null if none is. */
    @Nullable DomainFiber ready();
  }

  final void send(Mail mail) {
    inbox.offer(mail);
    wakeDriver();
  }

  private void takeMail() {
    for (Mail mail = inbox.poll(); mail != null; mail = inbox.poll()) {
      DomainFiber fiber = mail.ready();
      if (fiber != null) {
        ready.addLast(fiber);
      }
    }
  }

  /** The next ready fiber, taken from the queue; null if there is none. */
  final @Nullable DomainFiber poll() {
    takeMail();
    if (!timers.isEmpty() && (ready.isEmpty() || ++turns % TIMERS_EVERY == 0)) {
      fireTimers();
    }
    return schedule != null && ready.size() > 1 ? picked(schedule) : ready.pollFirst();
  }

  private @Nullable DomainFiber picked(Schedule by) {
    Enclosure aside = null;
    try {
      aside = DomainFiber.setAsideHere();
      return ready.remove(by.pick(ready.size(), ready::nameOf));
    } catch (Throwable e) { // whoever has the turn must pass it on
      fail(e);
      return ready.pollFirst();
    } finally {
      DomainFiber.restoreHere(aside);
    }
  }

  /** Wakes whoever's time has come; a mock clock does that itself when it is moved. */
  final void fireTimers() {
    if (!(clock instanceof MockClock)) {
      Enclosure aside = null;
      try {
        aside = DomainFiber.setAsideHere();
        timers.fireDue(clock.nanoTime());
      } catch (RuntimeException | Error e) { // whoever has the turn must pass it on
        failOrSuppress(e);
      } finally {
        DomainFiber.restoreHere(aside);
      }
    }
  }

  private void failOrSuppress(Throwable e) {
    Throwable first = failure;
    if (!fail(e) && first != null && first != e) {
      first.addSuppressed(e);
    }
  }

  /**
   * What would happen to time if the domain idled, while a fiber that is pinned keeps its turn:
   * others that are ready, or back from outside, cannot run either. Whoever is outside may end its
   * wait, and says that it is back after that: so the wait is looked at after the number.
   */
  final void timePassesPinned(DomainFiber pinned) {
    if (!deterministic) {
      fireTimers();
    } else if (outside.get() == 0 && pinned.isWaiting()) {
      advancePinned((MockClock) clock);
    }
  }

  private void advancePinned(MockClock mock) {
    Enclosure aside = null;
    try {
      aside = DomainFiber.setAsideHere();
      if (!mock.tryAdvance()) {
        boolean _ = fail(new Deadlock(name, domain.dump()));
      }
    } catch (RuntimeException | Error e) { // of an action: the pinned fiber has no part in it
      failOrSuppress(e);
    } finally {
      DomainFiber.restoreHere(aside);
    }
  }

  /** Says who gets the turn from the fiber that is about to be left; null for the driver. */
  final void goesNext(@Nullable DomainFiber fiber) {
    next = fiber;
  }

  /** Undoes {@link #goesNext}: the fiber could not be left. */
  final void takeBackNext() {
    if (next != null) {
      ready.addFirst(next);
      next = null;
    }
  }

  final @Nullable DomainFiber takeNext() {
    DomainFiber chosen = next;
    next = null;
    return chosen == null ? poll() : chosen;
  }

  /** A fiber begins its turn. */
  final void turnOf(@Nullable DomainFiber fiber) {
    current = fiber;
    switches++;
  }

  // ---- code outside the turns

  final void oneGoesOutside() {
    outside.incrementAndGet();
  }

  /** A fiber is queued that comes back from outside. */
  final void comesBack(DomainFiber fiber) {
    inbox.offer(fiber);
    oneIsBack();
  }

  final void oneIsBack() {
    outside.decrementAndGet(); // after the offer: who sees none outside sees the mail
    wakeDriver();
  }

  // ---- the driver

  /** Makes the calling thread the driver, and the first fiber ready. */
  final void begin(DomainFiber first) {
    driver = Thread.currentThread();
    ready.addLast(first);
  }

  /**
   * Runs the domain until all its fibers have ended; false if it cannot go on and some are left.
   */
  boolean drive() {
    while (live > 0) {
      DomainFiber fiber = takeNext();
      if (fiber != null) {
        resume(fiber);
      } else if (!waitForWork()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until somebody may be ready; false if that will never be. */
  private boolean waitForWork() {
    if (parksAThread() && lookOut.isRewarded(inbox)) {
      return true;
    }
    idle = true;
    try {
      if (!inbox.isEmpty()) {
        return true;
      }
      return deterministic ? advance() : parkUntilNextTimer();
    } finally {
      idle = false;
      StallWatch.keepAwake();
    }
  }

  /** Whether the driver is a thread of the system, which only mail or a timer wakes. */
  private boolean parksAThread() {
    Thread own = driver;
    return !deterministic && idleHook == null && own != null && !own.isVirtual();
  }

  private boolean parkUntilNextTimer() {
    Thread.interrupted(); // a status that a fiber has left on the thread would not let us park
    long deadline = clock instanceof MockClock ? Carrier.NO_DEADLINE : timers.next();
    long left = deadline == Carrier.NO_DEADLINE ? deadline : deadline - clock.nanoTime();
    IdleHook hook = idleHook;
    if (left > 0 && hook != null) {
      idleIn(hook, left);
    } else if (left == Carrier.NO_DEADLINE) {
      LockSupport.park(this);
    } else if (left > 0) {
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  private void idleIn(IdleHook hook, long nanos) {
    try {
      hook.idle(nanos);
    } catch (Throwable e) {
      idleHook = null;
      fail(e);
    }
  }

  private boolean advance() {
    if (outside.get() > 0) {
      Thread.interrupted(); // as above
      LockSupport.park(this);
      return true;
    }
    if (!inbox.isEmpty()) {
      return true;
    }
    DomainFiber foreign = foreignWaiter();
    if (foreign != null) {
      return waitForForeign(foreign);
    }
    if (((MockClock) clock).tryAdvance()) {
      return true;
    }
    return fail(new Deadlock(name, domain.dump()));
  }

  /**
   * A fiber waits in the JDK: for a lock, which will pass, or for the outside, which is refused.
   */
  private boolean waitForForeign(DomainFiber foreign) {
    long end = System.nanoTime() + (failure == null ? FOREIGN_NANOS : CLEAN_UP_NANOS);
    for (long left = end - System.nanoTime();
        left > 0 && inbox.isEmpty();
        left = end - System.nanoTime()) {
      Thread.interrupted(); // as above
      LockSupport.parkNanos(this, left);
    }
    return !inbox.isEmpty() || foreignWaiter() != foreign || refuse(foreign);
  }

  /** Fails the domain for a fiber that waits outside Caravan; false if it had failed before. */
  final boolean refuse(DomainFiber foreign) {
    Thread thread = foreign.runningThread();
    StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    boolean first = fail(new ForeignWait(foreign.toString(), stack, Dump.of(this, foreign)));
    if (first && thread != null) {
      thread.interrupt();
    }
    return first;
  }

  /**
   * Fails the domain: its fibers are cancelled. Called by the driver or the watch.
   *
   * @return false if it had failed before
   */
  final boolean fail(Throwable why) {
    synchronized (inbox) {
      if (failure != null) {
        return false;
      }
      failure = why;
    }
    try {
      root.cancel(why);
    } catch (RuntimeException | Error e) { // of a callback: the fibers were woken all the same
      if (e != why) {
        why.addSuppressed(e);
      }
    }
    return true;
  }
}
