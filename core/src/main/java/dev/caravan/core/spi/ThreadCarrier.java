package dev.caravan.core.spi;

import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries the code of a thread that no scheduler of Caravan owns: to suspend is to park it. It is
 * also the action of every trigger that its thread awaits.
 */
final class ThreadCarrier extends Carrier implements Runnable {
  private final Thread thread = Thread.currentThread();
  private final Patience patience = new Patience();

  @Override
  protected boolean lookOut(Trigger trigger) {
    return patience.isRewarded(trigger);
  }

  @Override
  Enclosure newEnclosure() {
    return thread instanceof CarrierThread ? Enclosure.ofStack() : Enclosure.ofThread(thread);
  }

  @Override
  protected boolean leavesItsScopes() {
    return true;
  }

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    if (trigger.onSignal(this)) {
      parkThread(trigger, deadline, interruptible, trigger::isGone);
    }
  }

  /** Wakes the thread. One that has moved on meanwhile looks again at what it waits for then. */
  @Override
  public void run() {
    LockSupport.unpark(thread);
  }

  @Override
  public String toString() {
    return "thread " + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
  }
}
