package dev.caravan.core.spi;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Trigger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  /** Has the lender do something on its thread, in the context of the code. */
  private void haveLender(Consumer<Carrier> action) {
    Context mine = context();
    onLendersThread(() -> {
      Carrier lender = lender();
      Context outer = lender.enter(mine);
      try {
        action.accept(lender);
      } finally {
        lender.leave(outer);
      }
    });
  }

  @Override
  protected void park(Trigger trigger, long deadline, boolean interruptible) {
    haveLender(lender -> lender.park(trigger, deadline, interruptible));
  }

  @Override
  protected boolean tellsItsWaits() {
    return lender().tellsItsWaits();
  }

  @Override
  public Carrier bottom() {
    return lender().bottom();
  }

  @Override
  public void atBottom(Runnable action) {
    haveLender(lender -> lender.atBottom(action));
  }

  @Override
  public void lendTurn(Thread to, BooleanSupplier runs) {
    lender().lendTurn(to, runs);
  }

  @Override
  public void takeTurnBack() {
    lender().takeTurnBack();
  }

  @Override
  protected long nanoTime() {
    return lender().nanoTime();
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T blocking(ThrowingSupplier<T, X> body)
      throws X {
    OnOtherStack<T> run = new OnOtherStack<>(body);
    haveLender(lender -> lender.blocking(run::run));
    return run.<X>result();
  }
}
