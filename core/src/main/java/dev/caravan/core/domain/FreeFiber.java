package dev.caravan.core.domain;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.Interrupter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Carries a fiber outside any domain, on a virtual thread of its own. Since Caravan made the
 * thread, cancelling the fiber's scope interrupts it, so that calls of the JDK that wait end too.
 */
final class FreeFiber extends Carrier implements Runnable {
  private final String name;
  private final Context initial;
  private final Runnable body;

  // while the body runs: the handshake with whoever cancels the scope it is in
  private @Nullable CancelScope reachedBy;
  private @Nullable Interrupter interrupter;
  private int blockingDepth;

  FreeFiber(String name, Context initial, Runnable body) {
    this.name = name;
    this.initial = initial;
    this.body = body;
  }

  @Override
  public void run() {
    bind(this);
    Context outer = enter(initial);
    try {
      body.run();
    } finally {
      leave(outer);
      bind(null);
    }
  }

  @Override
  protected Context enter(Context inner) {
    Context outer = super.enter(inner);
    followScope();
    return outer;
  }

  @Override
  protected void leave(Context outer) {
    super.leave(outer);
    followScope();
  }

  /** Whoever makes the fiber stall sees to its cancellation: there we interrupt nobody. */
  @Override
  protected void beforeBlocking() {
    blockingDepth++;
    followScope();
  }

  @Override
  protected void afterBlocking() {
    blockingDepth--;
    followScope();
  }

  /** Ends the handshake with the scope that was left, and begins one with the scope entered. */
  private void followScope() {
    CancelScope scope = blockingDepth > 0 ? null : scope();
    if (scope == reachedBy) {
      return;
    }
    if (interrupter != null) {
      interrupter.finish();
    }
    reachedBy = scope;
    interrupter = scope == null ? null : Interrupter.sparingOthers(scope, Thread.currentThread());
  }

  @Override
  protected boolean leavesItsScopes() {
    return true;
  }

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    Thread me = Thread.currentThread();
    if (trigger.onSignal(() -> LockSupport.unpark(me))) {
      parkThread(trigger, deadline, interruptible, trigger::isGone);
    }
  }

  @Override
  public String toString() {
    return "fiber " + name;
  }
}
