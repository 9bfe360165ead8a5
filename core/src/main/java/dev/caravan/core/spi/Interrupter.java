package dev.caravan.core.spi;

import dev.caravan.core.kernel.CancelScope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The handshake between a canceller that interrupts a thread and the thread that moves on: of
 * Caravan's interrupts none is left over, and none comes late.
 *
 * <p>RUNNING ──canceller──► INTERRUPTING ──canceller──► INTERRUPTED, or LEFT if others have
 * interrupted the thread before; RUNNING ──thread──► LEFT. Who ends the handshake and finds
 * INTERRUPTING waits for the canceller's few instructions, so that the interrupt has landed and can
 * be cleared.
 *
 * <p>Public only because packages of {@code core} share it: a program does not need it.
 */
public final class Interrupter {
  private enum State {
    RUNNING,
    INTERRUPTING,
    INTERRUPTED,
    LEFT
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Interrupter.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** That of the innermost blocking code of a thread. */
  private static final ThreadLocal<@Nullable Interrupter> INNERMOST = new ThreadLocal<>();

  private final Thread target;
  private final boolean sparesOthers;
  private volatile State state = State.RUNNING;

  // of whoever begins and ends the handshake
  private @Nullable CancelScope scope;
  private CancelScope.@Nullable Registration registration;
  private @Nullable Interrupter around; // of the blocking code around ours
  private boolean aroundRests; // until ours has ended

  private Interrupter(Thread target, boolean sparesOthers) {
    this.target = target;
    this.sparesOthers = sparesOthers;
  }

  /**
   * Begins a handshake in which an interrupt by somebody else that coincides with ours is taken for
   * it.
   *
   * @param scope the scope whose cancellation interrupts it, at once if it is cancelled already
   * @param target the thread to interrupt
   * @return the handshake
   */
  public static Interrupter following(CancelScope scope, Thread target) {
    return new Interrupter(target, false).begun(scope);
  }

  /**
   * Begins a handshake that leaves a thread alone which somebody else has interrupted before: its
   * status is kept.
   *
   * @param scope the scope whose cancellation interrupts it, at once if it is cancelled already
   * @param target the thread to interrupt
   * @return the handshake
   */
  public static Interrupter sparingOthers(CancelScope scope, Thread target) {
    return new Interrupter(target, true).begun(scope);
  }

  private Interrupter begun(CancelScope followed) {
    scope = followed;
    registration = followed.onCancel(this::interrupt);
    return this;
  }

  /**
   * Begins a handshake for blocking code of the caller, as {@link #following} does. If it is inside
   * other blocking code, the handshake of that rests until this one {@linkplain #endInnermost
   * ends}: two on one thread would take each other's interrupts.
   *
   * @param scope the scope whose cancellation interrupts the caller
   * @return the handshake
   */
  public static Interrupter innermost(CancelScope scope) {
    Interrupter mine = new Interrupter(Thread.currentThread(), false);
    Interrupter outer = INNERMOST.get();
    mine.around = outer;
    mine.aroundRests = outer != null && outer.rest();
    INNERMOST.set(mine);
    try {
      return mine.begun(scope);
    } catch (Throwable e) {
      mine.endInnermost();
      throw e;
    }
  }

  /**
   * Lets the handshake of the caller's innermost blocking code rest: what follows is out of its
   * reach.
   *
   * @return the handshake, to {@link #goOn}; null if there is none, or it rests or is over
   */
  public static @Nullable Interrupter restInnermost() {
    Interrupter innermost = INNERMOST.get();
    return innermost != null && innermost.rest() ? innermost : null;
  }

  /** Ends for now; false if it rests, or its interrupt was noticed, so that it is over for good. */
  private boolean rest() {
    return state != State.LEFT && (!leave() || Thread.interrupted());
  }

  /** Ends the rest: if the scope was cancelled meanwhile, the thread is interrupted now. */
  public void goOn() {
    if (scope != null) {
      state = State.RUNNING;
      begun(scope);
    }
  }

  /** Ends what {@link #innermost} began, on the same thread. */
  public void endInnermost() {
    finish();
    if (around == null) {
      INNERMOST.remove();
      return;
    }
    INNERMOST.set(around);
    if (aroundRests) {
      around.goOn();
    }
  }

  /** Interrupts the thread, once, unless the handshake has ended. */
  private void interrupt() {
    if (STATE.compareAndSet(this, State.RUNNING, State.INTERRUPTING)) {
      boolean byOthers = sparesOthers && target.isInterrupted();
      if (!byOthers) {
        target.interrupt();
      }
      state = byOthers ? State.LEFT : State.INTERRUPTED;
    }
  }

  /** Ends the handshake on the target itself: afterwards no interrupt of it is set or to come. */
  public void finish() {
    if (leave()) {
      Thread.interrupted();
    }
  }

  /**
   * Ends the handshake from elsewhere: afterwards no interrupt is to come.
   *
   * @return whether it has interrupted the target, whose status may still be set
   */
  public boolean leave() {
    if (registration != null) {
      registration.close();
    }
    if (STATE.compareAndSet(this, State.RUNNING, State.LEFT)) {
      return false;
    }
    while (state == State.INTERRUPTING) {
      Thread.onSpinWait();
    }
    return state == State.INTERRUPTED;
  }
}
