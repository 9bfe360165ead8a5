package dev.caravan.core.domain;

import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.CoarseTime;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Timers;
import dev.caravan.core.trace.TaskRunEvent;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one fiber of a domain. It is also the action of every trigger that it awaits: to be woken
 * is to be queued. What runs when is decided here and in {@link Loop}; how a fiber is left and
 * entered again is the engines' part.
 */
abstract class DomainFiber extends Carrier implements Runnable, Loop.Mail {
  private static final Logger LOG = LoggerFactory.getLogger(Domain.class);

  final Loop loop;
  final String name;
  final long id;
  final long parent;
  private final Context initial;
  private final Runnable body;

  // neighbours in the list of the domain's fibers, of whoever has the turn; walked by dumps
  @Nullable DomainFiber older;
  @Nullable DomainFiber newer;

  /** How deep the fiber is in code that runs outside the domain's turns; of the fiber itself. */
  private int outsideDepth;

  /** How deep it is in such code without having left, since it was pinned. */
  private int pinnedDepth;

  // set by whoever has the turn, read by the watch
  private volatile @Nullable Lent lent;
  private volatile int lendings; // so many have begun; one that has ended leaves what was before

  private @Nullable TaskRunEvent stretch;

  // the wait; also for dumps, which may read it late
  private @Nullable Trigger awaited;
  private boolean awaitsInterruptibly;
  private long since;
  private boolean interrupted; // meanwhile: the status is put back afterwards
  private volatile boolean stalls; // it is pinned and waits on the spot
  boolean ended;

  DomainFiber(Loop loop, String name, Context initial, Runnable body) {
    this.loop = loop;
    this.name = name;
    this.id = loop.nextId();
    DomainFiber creator = loop.current;
    this.parent = creator == null ? 0 : creator.id;
    this.initial = initial;
    this.body = body;
  }

  /** The fiber of the caller, which is one of a domain, and on its own thread. */
  static DomainFiber ofCaller() {
    return (DomainFiber) Carrier.current();
  }

  /** The fiber that the caller is a part of, be it inside handlers of effects. */
  static @Nullable DomainFiber ofCallerOrNull() {
    Carrier carrier = Carrier.currentOrNull();
    if (carrier instanceof DomainFiber fiber) {
      return fiber;
    }
    return carrier != null && carrier.bottom() instanceof DomainFiber fiber ? fiber : null;
  }

  /**
   * Sets aside what encloses the calling fiber, if it is one, before code runs on its stack that is
   * of no fiber; {@link #restoreHere} ends that.
   */
  static @Nullable Enclosure setAsideHere() {
    return Carrier.currentOrNull() instanceof DomainFiber fiber ? fiber.setEnclosureAside() : null;
  }

  static void restoreHere(@Nullable Enclosure aside) {
    if (aside != null) {
      ofCaller().restoreEnclosure(aside);
    }
  }

  /** The whole life of the fiber, on whatever stack the engine gives it. */
  final void live() {
    beginStretch();
    Context outer = enter(initial);
    try {
      body.run();
    } catch (Throwable e) { // the styles promise not to throw
      LOG.error("{} threw what nobody was told", this, e);
    } finally {
      leave(outer);
      endStretch();
      ended = true;
    }
  }

  // ---- the engine's part

  /** The thread whose stack holds the fiber while it runs. */
  abstract @Nullable Thread thread();

  /**
   * Leaves the fiber; {@link Loop#takeNext} says who goes on. Returns when it is the fiber's turn
   * again. False, at once, if the fiber cannot be left: what is on its stack pins it.
   */
  abstract boolean switchOut();

  /**
   * The same for a fiber that {@linkplain #isWaiting() waits}, which an interrupt may end. False if
   * it was pinned and its wait has ended on the spot; it may be in the queue then.
   */
  boolean switchOutUntilWoken() {
    if (switchOut()) {
      return true;
    }
    stall();
    return false;
  }

  /** Whether leaving goes back to whoever forked this fiber, and not to the queue. */
  boolean returnsToParent() {
    return false;
  }

  /** Whether an interrupt of the thread is meant for this fiber. */
  boolean isThreadItsOwn() {
    return true;
  }

  /** Before a wait: a status that Caravan's own interrupt has left is not the program's. */
  void absorbInterrupt() {}

  /** Leaves the domain's turns, for {@link #beforeBlocking}; false if the fiber is pinned. */
  boolean goOutside() {
    throw new IllegalStateException(this + " runs no blocking code on its own stack");
  }

  /** Comes back from outside; returns when it is the fiber's turn. */
  void comeBack() {
    throw new IllegalStateException(this + " is not outside");
  }

  /** The watch finds that the thread of the fiber waits although the fiber has the turn. */
  void foundWaiting(long switches, StallWatch.Watched watched) {
    if (!stalls) {
      watched.refuse(this);
    }
  }

  // ---- waits

  /** Queues the fiber behind all that are ready. Called by whoever settles what it waits for. */
  @Override
  public void run() {
    loop.wake(this);
  }

  /** In the mail: whoever sent it knows that it is ready. */
  @Override
  public final DomainFiber ready() {
    return this;
  }

  @Override
  protected final long nanoTime() {
    return outsideDepth > 0 ? System.nanoTime() : loop.clock.nanoTime();
  }

  @Override
  protected boolean leavesItsScopes() {
    return true;
  }

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    if (outsideDepth > 0) {
      parkOutside(trigger, deadline, interruptible);
      return;
    }
    absorbInterrupt();
    if (interruptible && isThreadItsOwn() && Thread.currentThread().isInterrupted()) {
      trigger.withdraw(endByInterrupt());
    }
    long begun = CoarseTime.now();
    if (trigger.onSignal(this)) {
      since = begun;
      awaited = trigger;
      awaitsInterruptibly = interruptible;
      suspend(trigger, deadline);
      awaited = null;
    }
  }

  private void suspend(Trigger trigger, long deadline) {
    Timers.Timer timer = null;
    if (deadline != NO_DEADLINE) {
      if (deadline - loop.clock.nanoTime() <= 0) {
        trigger.withdraw(Trigger.End.TIMED_OUT); // which queues us: others that are ready go first
      } else {
        timer = loop.timers.at(deadline, () -> trigger.withdraw(Trigger.End.TIMED_OUT));
      }
    }
    passTurnUntilWoken();
    if (timer != null) {
      timer.cancel();
    }
  }

  private void passTurnUntilWoken() {
    do { // an engine may wake a fiber for nothing
      if (isToBeLeft() && !turned(isWaiting() ? switchOutUntilWoken() : switchOut())) {
        loop.takeBackNext();
        loop.unqueueWoken(this);
      }
    } while (isWaiting());
  }

  /**
   * Chooses who goes on if a schedule decides that: it may want to know where the turn was given
   * away. If not, the engine chooses, when less lies on the stack of this fiber.
   */
  private boolean isToBeLeft() {
    return !loop.isScheduled() || choosesNext();
  }

  /** Chooses who goes on after this fiber is left; false if it is this one itself. */
  private boolean choosesNext() {
    if (returnsToParent()) {
      return true;
    }
    DomainFiber next = loop.poll();
    if (next == this) {
      return false;
    }
    loop.goesNext(next);
    return true;
  }

  private boolean turned(boolean left) {
    if (left) {
      beginStretch();
    }
    return left;
  }

  /** A pinned fiber waits on the spot, and the whole domain with it, until its wait ends. */
  private void stall() {
    DomainPinnedEvent.emit(this, "a wait");
    stalls = true;
    while (isWaiting()) {
      LockSupport.parkNanos(this, 1_000_000); // nobody knows that we are to be unparked
      noteInterrupt();
      loop.timePassesPinned(this);
    }
    stalls = false;
    restoreInterrupt();
  }

  /** Whether what the fiber waits for has not come yet. */
  final boolean isWaiting() {
    Trigger trigger = awaited;
    return trigger != null && !trigger.isGone();
  }

  /** Takes an interrupt from the thread, which could not park with it; it may end the wait. */
  final void noteInterrupt() {
    if (isThreadItsOwn() && Thread.interrupted()) {
      interrupted = true;
      endWaitByInterrupt();
    }
  }

  /** Puts the status back that {@link #noteInterrupt} took. */
  final void restoreInterrupt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the wait, if there is one that an interrupt may end. */
  final void endWaitByInterrupt() {
    Trigger trigger = awaited;
    if (trigger != null && awaitsInterruptibly) {
      trigger.withdraw(endByInterrupt());
    }
  }

  // ---- forks and yields

  /**
   * Begins a child at once, this fiber goes on before all others. A pinned one queues the child.
   */
  void forkFirst(DomainFiber child) {
    loop.addFirst(this);
    if (loop.isScheduled()) {
      loop.addFirst(child);
      DomainFiber next = loop.poll();
      if (next == this) {
        return;
      }
      loop.goesNext(next);
    } else {
      loop.goesNext(child);
    }
    if (!turned(switchOut())) {
      loop.takeBackNext();
      loop.unqueue(this);
      loop.unqueue(child);
      loop.addLast(child);
      DomainPinnedEvent.emit(this, "a fork");
    }
  }

  /** Lets all that are ready run first. */
  final void yieldTurn() {
    loop.addLast(this);
    if (choosesNext() && !turned(switchOut())) {
      loop.takeBackNext();
      loop.unqueue(this);
    }
  }

  // ---- code outside the domain's turns

  @Override
  protected void beforeBlocking() {
    if (pinnedDepth > 0) {
      pinnedDepth++;
    } else if (outsideDepth++ == 0) {
      absorbInterrupt();
      endStretch();
      loop.oneGoesOutside();
      if (!goOutside()) {
        loop.oneIsBack();
        outsideDepth = 0;
        pinnedDepth = 1;
        DomainPinnedEvent.emit(this, "blocking code");
      }
    }
  }

  @Override
  protected void afterBlocking() {
    if (pinnedDepth > 0) {
      pinnedDepth--;
    } else if (outsideDepth > 1) {
      outsideDepth--;
    } else {
      comeBack();
      outsideDepth = 0;
      beginStretch();
    }
  }

  /** Has a thread outside the domain run a part of this fiber, which waits for it. */
  final void callOutside(Runnable call) {
    Trigger end = new Trigger("blocking code");
    end.onSignal(() -> loop.comesBack(this));
    loop.oneGoesOutside();
    outsideDepth = 1; // before the other thread can see this fiber
    startOutside(call, end);
    awaited = end;
    awaitsInterruptibly = false;
    passTurnUntilWoken();
    awaited = null;
    outsideDepth = 0;
  }

  private void startOutside(Runnable call, Trigger end) {
    try {
      Outside.THREADS.execute(() -> {
        call.run();
        end.signal();
      });
    } catch (OutOfMemoryError noThread) {
      outsideDepth = 0;
      loop.oneIsBack();
      throw noThread;
    }
  }

  private void parkOutside(Trigger trigger, long deadline, boolean interruptible) {
    Thread me = Thread.currentThread();
    long begun = CoarseTime.now();
    if (trigger.onSignal(() -> LockSupport.unpark(me))) {
      Trigger around = awaited; // that of the fiber, where another thread runs this part of it
      since = begun;
      awaited = trigger;
      parkThread(trigger, deadline, interruptible, trigger::isGone);
      awaited = around;
    }
  }

  /** Whether the fiber runs outside the domain's turns, if its own code asks. */
  final boolean isOutside() {
    return outsideDepth > 0;
  }

  // ---- the turn may be lent to another thread, which runs a part of the fiber

  @SuppressWarnings("NonAtomicVolatileUpdate") // whoever has the turn is alone
  @Override
  public final void lendTurn(Thread to, BooleanSupplier runs) {
    lent = new Lent(to, runs, lent);
    lendings++; // after: who sees the new count sees that it is lent, or was
  }

  @Override
  public final void takeTurnBack() {
    Lent ending = lent;
    lent = ending == null ? null : ending.before();
  }

  final boolean isTurnLent() {
    return lent != null;
  }

  /** The thread that has the fiber's turn. */
  final @Nullable Thread runningThread() {
    Lent innermost = lent;
    return innermost == null ? thread() : innermost.to();
  }

  /**
   * Whether the thread that has the fiber's turn waits: not for a thread that it has lent the turn
   * to, and that may have given it back when we look again.
   */
  final boolean isRunningThreadWaiting() {
    int begun = lendings;
    Lent innermost = lent;
    boolean waits = innermost == null ? Lent.isWaiting(thread()) : innermost.isWaiting();
    return waits && lent == innermost && lendings == begun;
  }

  // ---- for the timeline, the watch and dumps

  final void beginStretch() {
    stretch = TaskRunEvent.begun();
  }

  /** Ends the stretch on the timeline. */
  final void endStretch() {
    TaskRunEvent ending = stretch;
    if (ending != null) {
      ending.endedOn(loop.name, name, id);
      stretch = null;
    }
  }

  /** Whether the fiber has its domain's turn, if its own thread asks. */
  boolean isTurnOf(Loop asked) {
    return loop == asked && outsideDepth == 0 && loop.current == this;
  }

  @Override
  protected boolean tellsItsWaits() {
    return true;
  }

  /** The wait of this fiber; null if it does not wait, or only for its own part outside. */
  Waits.@Nullable Waiting waiting() {
    Trigger trigger = awaited;
    Thread thread = thread();
    return trigger == null || trigger.isGone() || thread == null
        ? null
        : new Waits.Waiting(this, trigger, since, thread);
  }

  /** What the fiber does, for dumps. */
  String state() {
    Trigger trigger = awaited;
    if (loop.current == this && !isWaiting()) { // one that is pinned waits in its turn
      return "running";
    }
    if (outsideDepth > 0) {
      return "in blocking code";
    }
    return trigger == null || trigger.isGone() ? "ready" : "waits for " + trigger;
  }

  /** Its name and number, which are its own within the domain. */
  final String label() {
    return name + "#" + id;
  }

  @Override
  public String toString() {
    return "fiber " + label() + " of " + loop.name;
  }
}
