package dev.caravan.core.spi;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Trigger;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries code that runs on a stack of its own while another caller waits for it: whatever suspends
 * or blocks is done by that caller, on its thread, by its carrier. What surrounds the code is its
 * own, and stays with it when another caller goes on with it.
 */
public abstract class LentCarrier extends Carrier {
  private @Nullable Carrier lender; // of whoever runs
  private @Nullable Carrier bottom; // kept: lenders may be very many, one on the other

  /** For subclasses. */
  protected LentCarrier() {}

  /**
   * Says who waits for this code from now on. Called on that carrier, before the code goes on.
   *
   * @param waiting the carrier
   */
  public final void lentBy(Carrier waiting) {
    lender = waiting;
    bottom = waiting.bottom();
  }

  @Override
  public final @Nullable Carrier lenderOrNull() {
    return lender;
  }

  @Override
  final Enclosure newEnclosure() {
    return Enclosure.ofLentStack(this);
  }

  /**
   * The carrier of the caller who waits for this code now.
   *
   * @return the carrier
   */
  protected final Carrier lender() {
    return Objects.requireNonNull(lender, "the lender");
  }

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
    return bottom().tellsItsWaits();
  }

  @Override
  public Carrier bottom() {
    return Objects.requireNonNull(bottom, "the lender");
  }

  @Override
  public void atBottom(Runnable action) {
    haveLender(lender -> lender.atBottom(action));
  }

  @Override
  public void lendTurn(Thread to, BooleanSupplier runs) {
    bottom().lendTurn(to, runs);
  }

  @Override
  public void takeTurnBack() {
    bottom().takeTurnBack();
  }

  @Override
  protected long nanoTime() {
    return bottom().nanoTime();
  }

  @Override
  public <T extends @Nullable Object, X extends Throwable> T blocking(ThrowingSupplier<T, X> body)
      throws X {
    OnOtherStack<T> run = new OnOtherStack<>(body);
    Enclosure mine = enclosure().whole();
    haveLender(lender -> lender.enclosedBy(mine, () -> lender.blocking(run::run)));
    return run.<X>result();
  }

  @Override
  public String toString() {
    return "a computation on " + bottom;
  }
}
