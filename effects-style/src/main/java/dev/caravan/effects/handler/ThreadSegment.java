package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.LentCarrier;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A segment on a virtual thread, which takes turns with the thread that drives it: exactly one of
 * the two runs. Interrupts belong to whoever has the turn; a driver that is interrupted while the
 * computation runs passes it on, and the status goes with the turn.
 */
final class ThreadSegment extends Segment {
  private final Thread thread;
  private final Own carrier;
  private boolean started;
  private volatile boolean itsTurn; // true: the computation runs; false: the driver
  private volatile boolean runs; // the computation's: it has taken its turn

  // written by who has the turn, read by the other after the change of turns
  private @Nullable Thread driver;
  private @Nullable Runnable errand; // what the computation wants run on the driver's thread
  private @Nullable Throwable errandFailed;
  private boolean interrupted; // moves to the driver

  ThreadSegment(Context context, ThrowingFunction<@Nullable Object, ?, ?> body) {
    super(body);
    carrier = new Own(context);
    carrier.setComputation(this);
    thread = Thread.ofVirtual().name("handled computation").unstarted(this::runThread);
  }

  private final class Own extends LentCarrier {
    Own(Context context) {
      enter(context);
    }

    @Override
    protected void onLendersThread(Runnable action) {
      errand = action;
      suspend();
      Throwable failed = errandFailed;
      errandFailed = null;
      Failures.throwUnchecked(failed);
    }
  }

  // ---- on the computation's thread

  private void runThread() {
    runs = true;
    Carrier.bind(carrier);
    runBody();
    giveTurn();
  }

  @Override
  void suspend() {
    giveTurn();
    boolean interruptedMeanwhile = false;
    while (!itsTurn) {
      LockSupport.park(this);
      interruptedMeanwhile |= Thread.interrupted(); // park would return at once
    }
    runs = true;
    if (interruptedMeanwhile) {
      thread.interrupt();
    }
  }

  private void giveTurn() {
    Thread to = Objects.requireNonNull(driver);
    synchronized (this) { // an interrupt is passed on before or not at all
      interrupted = Thread.interrupted();
      runs = false;
      itsTurn = false;
    }
    LockSupport.unpark(to);
  }

  // ---- on the driver's thread

  @Override
  void proceed() {
    driver = Thread.currentThread();
    Carrier mine = Carrier.current();
    carrier.lentBy(mine);
    takeTurns(mine);
    while (errand != null) {
      Runnable wanted = errand;
      errand = null;
      try {
        wanted.run();
      } catch (Throwable failed) { // thrown to the computation that wanted it
        errandFailed = failed;
      }
      takeTurns(mine);
    }
  }

  private void takeTurns(Carrier mine) {
    if (Thread.interrupted()) {
      thread.interrupt();
    }
    mine.lendTurn(thread, () -> runs);
    boolean interruptedMeanwhile;
    try {
      giveTurnToComputation();
      interruptedMeanwhile = awaitTurn(mine);
    } finally {
      mine.takeTurnBack();
    }
    if (interrupted || interruptedMeanwhile) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveTurnToComputation() {
    itsTurn = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  /** Returns whether the driver was interrupted when the computation had given the turn back. */
  private boolean awaitTurn(Carrier mine) {
    boolean interruptedMeanwhile = false;
    while (itsTurn) {
      mine.parkWhileLent();
      if (Thread.interrupted()) {
        interruptedMeanwhile |= !passInterruptOn();
      }
    }
    return interruptedMeanwhile;
  }

  private synchronized boolean passInterruptOn() {
    if (itsTurn) {
      thread.interrupt();
    }
    return itsTurn;
  }

  @Override
  int stackBelow(Segment driver) {
    return 0;
  }

  @Override
  boolean runsOn(Segment resumer) {
    return place == this || place == resumer.place;
  }
}
