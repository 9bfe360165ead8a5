package dev.caravan.core.spi;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Carries code that runs on a stack of its own while another caller waits for it: whatever suspends
 * or blocks is done by that caller, on its thread, by its carrier. What surrounds the code is its
 * own, and stays with it when another caller goes on with it.
 */
public abstract class LentCarrier extends Carrier {
  /** For subclasses. */
  protected LentCarrier() {}

  /**
   * The carrier of the caller who waits for this code now.
   *
   * @return the carrier
   */
  protected abstract Carrier lender();

  /**
   * Has the waiting caller run something on its thread, with its carrier bound. What the action
   * throws is thrown here.
   *
   * @param action what to run
   */
  protected abstract void onLendersThread(Runnable action);

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    Context mine = context();
    onLendersThread(() -> {
      Carrier lender = lender();
      Context outer = lender.enter(mine);
      try {
        lender.park(trigger, deadline, interruptible);
      } finally {
        lender.leave(outer);
      }
    });
  }

  @Override
  protected long nanoTime() {
    return lender().nanoTime();
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T blocking(ThrowingSupplier<T, X> body)
      throws X {
    Context mine = context();
    OnOtherStack<T> run = new OnOtherStack<>(body);
    onLendersThread(() -> {
      Carrier lender = lender();
      Context outer = lender.enter(mine);
      try {
        lender.blocking(run::run);
      } finally {
        lender.leave(outer);
      }
    });
    return run.<X>result();
  }
}
