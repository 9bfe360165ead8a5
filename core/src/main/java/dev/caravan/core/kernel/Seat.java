package dev.caravan.core.kernel;

import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Stay;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A caller's place among the waiters of a scope. It is taken at the first wait in the scope and
 * given up when the caller leaves it, so the waits between cost no step on what all callers in the
 * scope share.
 *
 * <p>A wait begins by being named here, then looks whether the scope is cancelled; a canceller
 * cancels the scope, then looks for the wait named here. Both steps are volatile, so at least one
 * sees the other.
 */
final class Seat implements Waiter, Stay {
  private static final VarHandle WAIT;

  static {
    try {
      WAIT = MethodHandles.lookup().findVarHandle(Seat.class, "wait", Trigger.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CancelScope scope;
  private final @Nullable Stay around; // the caller's in the scopes around
  private @Nullable Trigger wait; // set by the caller, read by cancellers
  private volatile boolean left;

  Seat(CancelScope scope, @Nullable Stay around) {
    this.scope = scope;
    this.around = around;
  }

  /** The seat of the caller in the scope that it runs in; null if its carrier keeps none. */
  static @Nullable Seat of(Carrier carrier, CancelScope scope) {
    Stay innermost = carrier.stay();
    if (innermost instanceof Seat seat && seat.scope == scope) {
      return seat;
    }
    return Carrier.leavesScopes(carrier) ? taken(carrier, scope, innermost) : null;
  }

  private static Seat taken(Carrier carrier, CancelScope scope, @Nullable Stay around) {
    Seat fresh = new Seat(scope, around);
    if (scope.attach(fresh)) {
      carrier.stays(fresh);
    }
    return fresh; // in a cancelled scope no wait begins
  }

  @Override
  public @Nullable Stay leaving(@Nullable CancelScope leaving) {
    if (leaving != scope || wait != null) { // in a wait its code has not left: a callback has
      return this;
    }
    left = true;
    scope.forgetOne();
    return around == null ? null : around.leaving(leaving);
  }

  /**
   * Begins a wait.
   *
   * @return false if the scope is cancelled
   */
  boolean begin(Trigger trigger) {
    WAIT.setVolatile(this, trigger);
    return !scope.isCancelled();
  }

  /** Ends it; the one before goes on, if the caller waits inside a wait. */
  void end(@Nullable Trigger before) {
    WAIT.setRelease(this, before);
  }

  /** The wait of the moment, if the caller itself asks. */
  @Nullable Trigger mine() {
    return wait;
  }

  /** The wait of the moment. Any thread. */
  @Nullable Trigger current() {
    return (Trigger) WAIT.getVolatile(this);
  }

  @Override
  public boolean isGone() {
    return left;
  }
}
