package dev.caravan.core.spi;

import dev.caravan.core.kernel.Trigger;
import java.util.concurrent.locks.LockSupport;

/** Carries the code of a thread that no scheduler of Caravan owns: to suspend is to park it. */
final class ThreadCarrier extends Carrier {
  private final Thread thread = Thread.currentThread(); // for dumps, which others make

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    Thread me = Thread.currentThread();
    if (trigger.onSignal(() -> LockSupport.unpark(me))) {
      parkThread(trigger, deadline, interruptible, () -> trigger.end() != null);
    }
  }

  @Override
  public String toString() {
    return "thread " + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
  }
}
