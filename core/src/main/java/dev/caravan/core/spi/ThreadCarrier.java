package dev.caravan.core.spi;

import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.locks.LockSupport;

/** Carries the code of a thread that no scheduler of Caravan owns: to suspend is to park it. */
final class ThreadCarrier extends Carrier {
  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    Thread me = Thread.currentThread();
    if (trigger.onSignal(() -> LockSupport.unpark(me))) {
      parkThread(trigger, deadline, interruptible, () -> trigger.end() != null);
    }
  }

  @Override
  public String toString() {
    Thread thread = Thread.currentThread();
    return "thread " + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
  }
}
