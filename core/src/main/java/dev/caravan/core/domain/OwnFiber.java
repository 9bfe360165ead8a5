package dev.caravan.core.domain;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.Interrupter;
import dev.caravan.core.spi.OwnScheduler;
import dev.caravan.core.spi.ThreadScheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fiber of {@link OwnSchedulerLoop}, and the scheduler of its thread: so it knows which thread it
 * is asked to run. Threads that the fiber starts inherit the scheduler; they go to the JDK's.
 */
final class OwnFiber extends DomainFiber implements ThreadScheduler {
  /*
   * The thread's continuation is run by the driver (in mount), or outside. It stops running for
   * one of these reasons:
   *   left      by us, through Thread.yield(); its resubmission is ignored, our queue decides
   *   parks     by us, through LockSupport.park(), to wait: so that an interrupt is noticed
   *   outward   left, on the way to outside, or back
   *   ended
   *   otherwise the JDK has parked it, or the program has yielded: when it is resubmitted it goes
   *             into the queue (or on, outside)
   *
   * While somebody asks for its stack trace, the JDK does not let it run, and resubmits it after,
   * although it is not its turn. A fiber that we have left is tried until it runs, when its turn
   * comes. What the JDK says may come late, when the fiber has gone on or was left again: whoever
   * has the turn then looks whether it was the JDK that stopped the fiber, and queues it once.
   *
   * Where the fiber is decides who may run it, so it is one variable, and one step takes it home:
   *   INSIDE ──the driver, that it has left──► OUTSIDE ──the fiber, about to leave──► HOMEWARD
   *      ▲──────────────────────whoever is first asked to run it──────────────────────┘
   */
  private static final int INSIDE = 0;
  private static final int OUTSIDE = 1;
  private static final int HOMEWARD = 2;
  private static final VarHandle UNPARKED;
  private static final VarHandle PLACE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      UNPARKED = lookup.findVarHandle(OwnFiber.class, "unparked", boolean.class);
      PLACE = lookup.findVarHandle(OwnFiber.class, "place", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final OwnSchedulerLoop own;
  private @Nullable Carrier bound = this;
  private final Thread thread;
  private @Nullable Runnable continuation;
  private boolean left; // of the fiber and of whoever runs it
  private int stays; // how often it has gone on after it had left; the same
  private boolean yielding;
  private boolean outward;
  private boolean parks;
  private boolean granted;
  private volatile boolean unparked; // set by a release: who waits for it spins
  private volatile long poked; // by the watch, at the switch of this number: it is pinned
  private volatile int place;
  private @Nullable ReentrantLock outsideRuns; // made when it first goes there

  // what the JDK has stopped; of whoever has the turn
  private boolean queued; // since it was resubmitted
  private boolean waitsForeign;
  private @Nullable Interrupter interrupter;
  private volatile boolean wasInterrupted;

  OwnFiber(OwnSchedulerLoop loop, String name, Context context, Runnable body) {
    super(loop, name, context, body);
    own = loop;
    thread = OwnScheduler.unstarted(this, name, this::live);
  }

  @Override
  public @Nullable Thread thread() {
    return thread;
  }

  @Override
  public @Nullable Carrier bound() {
    return bound;
  }

  @Override
  public void rebind(@Nullable Carrier carrier) {
    bound = carrier;
  }

  // ---- as the scheduler of its thread

  @Override
  public void execute(Runnable task) {
    if (continuation == null) {
      continuation = task; // by start()
    } else if (task != continuation) {
      OwnScheduler.executeOnDefault(task);
    } else if (place == HOMEWARD) {
      if (PLACE.compareAndSet(this, HOMEWARD, INSIDE)) { // it may still be about to leave
        loop.comesBack(this);
      }
    } else if (yielding) {
      yielding = false;
    } else if (parks) {
      if (thread.isInterrupted()) {
        endWaitByInterrupt();
      }
      UNPARKED.setRelease(this, true);
    } else if (place == OUTSIDE) {
      Outside.THREADS.execute(this::goOnOutside);
    } else if (!left) {
      goesOnInQueue();
    }
  }

  private void goesOnInQueue() {
    if (loop.isTurnOfCaller() && isToBeQueued()) {
      loop.addLast(this);
    } else {
      loop.send(() -> isToBeQueued() ? this : null);
    }
  }

  /** Whether the JDK has stopped the fiber, and it is not queued since. */
  private boolean isToBeQueued() {
    if (left || queued || ended || place != INSIDE || loop.current == this) {
      return false;
    }
    queued = true;
    return true;
  }

  // ---- driven

  void mount() {
    queued = false;
    boolean hadLeft = left;
    int staysBefore = stays;
    if (waitsForeign) {
      endForeignWait();
    }
    loop.turnOf(this);
    unparkIfParked();
    runContinuation();
    while (hadLeft && left && stays == staysBefore && !ended && !outward) {
      Thread.onSpinWait(); // its stack trace is being taken: it is about to run all the same
      runContinuation();
    }
    loop.turnOf(null);
    if (ended) {
      loop.ended(this);
    } else if (outward) {
      outward = false;
      place = OUTSIDE;
      Outside.THREADS.execute(this::goOnOutside);
    } else if (!left) {
      beginForeignWait();
    }
  }

  /**
   * Makes the JDK take a thread that has parked for one that can run. It asks its scheduler to do
   * so, once: us if we are the first, else whoever has interrupted the thread, and then here we
   * wait until that has been said.
   */
  private void unparkIfParked() {
    if (parks) {
      granted = true;
      LockSupport.unpark(thread);
      while (!unparked) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Goes on outside, unless it has come back: whoever asks for a stack trace has the JDK resubmit
   * the thread once more than it runs. One at a time, so that none of them meets it on its way.
   */
  private void goOnOutside() {
    ReentrantLock one = outsideRuns;
    if (one == null) {
      throw new AssertionError(this + " did not go outside");
    }
    one.lock(); // no monitor: the JVM would take it for one of the thread that is mounted
    try {
      if (place == OUTSIDE) {
        runContinuation();
      }
    } finally {
      one.unlock();
    }
  }

  private void runContinuation() {
    Runnable begun = continuation;
    if (begun == null) {
      own.start(thread);
      begun = continuation;
    }
    if (begun != null) {
      begun.run();
    }
  }

  /*
   * Waits in the JDK. Cancelling interrupts them, once until Caravan's next operation: a wait that
   * goes on regardless, such as one for a lock, would be interrupted for ever, and the loop would
   * never idle.
   */

  private void beginForeignWait() {
    if (thread.getState() == Thread.State.RUNNABLE) {
      return; // it has yielded, or was resubmitted by now
    }
    CancelScope scope = scope();
    waitsForeign = true;
    own.foreignWaitBegins(this);
    if (scope != null && !wasInterrupted) {
      interrupter = Interrupter.following(scope, thread);
    }
    if (loop.isDeterministic() && thread.getState() == Thread.State.TIMED_WAITING) {
      loop.refuse(this);
    }
  }

  private void endForeignWait() {
    waitsForeign = false;
    own.foreignWaitEnds(this);
    if (interrupter != null) {
      wasInterrupted |= interrupter.leave();
      interrupter = null;
    }
  }

  @Override
  void absorbInterrupt() {
    if (wasInterrupted) {
      wasInterrupted = false;
      Thread.interrupted();
    }
  }

  @Override
  protected Context enter(Context inner) {
    absorbInterrupt();
    return super.enter(inner);
  }

  @Override
  protected void leave(Context outer) {
    absorbInterrupt();
    super.leave(outer);
  }

  // ---- the fiber's own steps

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // it is the way to give one's carrier away
  boolean switchOut() {
    endStretch();
    left = true;
    yielding = true;
    Thread.yield();
    left = false;
    stays++;
    if (yielding) { // nobody was asked to run us again: we were pinned
      yielding = false;
      beginStretch();
      return false;
    }
    return true;
  }

  @Override
  boolean switchOutUntilWoken() {
    endStretch();
    left = true;
    granted = false;
    UNPARKED.setOpaque(this, false);
    parks = true;
    while (!granted) {
      LockSupport.park(this);
      noteInterrupt();
      if (poked == loop.switches && endsPinned()) {
        break;
      }
    }
    parks = false;
    left = false;
    stays++;
    restoreInterrupt();
    return granted;
  }

  /** Whether the wait of the fiber, which is pinned, is over. */
  private boolean endsPinned() {
    loop.timePassesPinned(this);
    return !isWaiting();
  }

  /** A thread that parks gives the turn away; one that has lent it must not. */
  @Override
  public void parkWhileLent() {
    if (isOutside()) {
      super.parkWhileLent();
    } else {
      OwnScheduler.parkWithCarrier();
    }
  }

  /** The thread has the turn and is parked all the same: it is pinned. */
  @Override
  void foundWaiting(long switches, StallWatch.Watched watched) {
    if (isTurnLent()) {
      watched.refuse(this);
    } else if (parks) {
      poked = switches;
      DomainPinnedEvent.emit(this, "a wait");
      LockSupport.unpark(thread);
    }
  }

  @Override
  boolean goOutside() {
    if (outsideRuns == null) {
      outsideRuns = new ReentrantLock();
    }
    outward = true;
    if (switchOut()) {
      return true;
    }
    outward = false;
    return false;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // it is the way to give one's carrier away
  void comeBack() {
    left = true;
    place = HOMEWARD; // after it: whoever takes us home sees that we have left
    Thread.yield();
    left = false;
    stays++;
    if (PLACE.compareAndSet(this, HOMEWARD, OUTSIDE)) { // nobody was asked to run us
      throw new IllegalStateException(this + " is pinned and cannot come back to its domain");
    }
  }
}
