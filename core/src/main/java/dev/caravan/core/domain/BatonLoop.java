package dev.caravan.core.domain;

import dev.caravan.core.spi.Context;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The portable engine: fibers are ordinary virtual threads, and whoever has the turn hands it to
 * the next by unparking it. The driver, a virtual thread too, has it while nobody is ready.
 */
final class BatonLoop extends Loop {
  private volatile boolean driversTurn = true;

  BatonLoop(Settings settings) {
    super(settings);
  }

  @Override
  Engine engine() {
    return Engine.BATON;
  }

  @Override
  DomainFiber fiber(String name, Context context, Runnable body) {
    return new BatonFiber(this, name, context, body);
  }

  @Override
  Thread driverThread(Runnable drive) {
    return Thread.ofVirtual().name(name + "-driver").unstarted(drive);
  }

  @Override
  void resume(DomainFiber fiber) {
    driversTurn = false;
    ((BatonFiber) fiber).grant();
    while (!driversTurn) {
      LockSupport.park(this);
      Thread.interrupted();
    }
  }

  /** Hands the turn on: to the next fiber, else to the driver. */
  private void pass(@Nullable DomainFiber next) {
    if (next == null) {
      turnOf(null);
      driversTurn = true;
      LockSupport.unpark(driver());
    } else {
      ((BatonFiber) next).grant();
    }
  }

  private static final class BatonFiber extends DomainFiber {
    private final BatonLoop baton;
    private final Thread thread;
    private boolean begun; // of whoever has the turn
    private volatile boolean granted;

    BatonFiber(BatonLoop loop, String name, Context context, Runnable body) {
      super(loop, name, context, body);
      baton = loop;
      thread = Thread.ofVirtual().name(name).unstarted(this::liveOnThread);
    }

    private void liveOnThread() {
      bind(this);
      live();
      loop.ended(this);
      DomainFiber next = loop.takeNext(); // in our turn: whom that wakes is queued at once
      bind(null);
      baton.pass(next);
    }

    @Override
    Thread thread() {
      return thread;
    }

    void grant() {
      loop.turnOf(this);
      if (begun) {
        granted = true;
        LockSupport.unpark(thread);
      } else {
        begun = true;
        thread.start();
      }
    }

    private void awaitGrant() {
      while (!granted) {
        LockSupport.park(this);
        noteInterrupt();
      }
      granted = false;
      restoreInterrupt();
    }

    @Override
    boolean switchOut() {
      endStretch();
      baton.pass(loop.takeNext());
      awaitGrant();
      return true;
    }

    @Override
    boolean goOutside() {
      baton.pass(loop.takeNext());
      return true;
    }

    @Override
    void comeBack() {
      loop.comesBack(this);
      awaitGrant();
    }
  }
}
