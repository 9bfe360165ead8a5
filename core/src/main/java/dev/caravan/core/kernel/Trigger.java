package dev.caravan.core.kernel;

import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.CoarseTime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A signal that happens once, and that one caller may await. Whoever settles the trigger first
 * decides how the wait ends: a signaller, or the waiter's own cancellation, deadline or
 * interruption. {@link #signal()} tells its caller whether it was the one, so a value handed over
 * together with a signal is neither lost nor given twice.
 *
 * <p>Everything that the signaller did before {@link #signal()} happens before the return from
 * {@link #await()}. Any thread may signal; awaiting dispatches to the {@link Carrier} of the
 * caller. Source of the idea: Picos' {@code Trigger}, with the outcome of the race made visible.
 */
public final class Trigger implements Waiter {
  /*
   * States:  INITIAL (null) ──onSignal──► AWAITING (the action) ──settle──► an End
   *             └──────────────────────settle────────────────────────────────┘
   * One CAS leaves INITIAL or AWAITING for good; the winner runs the action, on its own thread.
   */

  /** How the wait ended. */
  public enum End {
    /** Somebody called {@link Trigger#signal()} in time. */
    SIGNALED,
    /** The waiter's scope was cancelled first. */
    CANCELLED,
    /** The waiter's deadline came first. */
    TIMED_OUT,
    /** The waiter's thread was interrupted first. */
    INTERRUPTED
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Trigger.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object subject;
  private final boolean brief;
  private volatile @Nullable Object state;

  // the waiter's, for dumps: visible to whoever finds the trigger in the table of waits
  private @Nullable Carrier who;
  private @Nullable Thread thread;
  private long since;

  /** Makes a trigger that describes itself in dumps as "a signal". */
  public Trigger() {
    this("a signal");
  }

  /**
   * Makes a trigger.
   *
   * @param subject what its waiter waits for; its {@code toString} appears in dumps and messages
   */
  public Trigger(Object subject) {
    this(subject, false);
  }

  private Trigger(Object subject, boolean brief) {
    this.subject = Objects.requireNonNull(subject, "subject");
    this.brief = brief;
  }

  /**
   * Makes a trigger for a wait that may be over in a moment: its signaller, if it runs meanwhile,
   * tends to signal at once, so the waiter's carrier may look out for the signal before it
   * suspends.
   *
   * @param subject what its waiter waits for; its {@code toString} appears in dumps and messages
   * @return the trigger
   */
  public static Trigger brief(Object subject) {
    return new Trigger(subject, true);
  }

  /**
   * Signals. Never waits; may be called from anywhere, any number of times, before or after the
   * await.
   *
   * @return true if this call settled the trigger: its waiter returns, or will return, normally.
   *     False if the trigger was signalled before or its waiter has given up.
   */
  public boolean signal() {
    return settle(End.SIGNALED);
  }

  /**
   * Gives the wait up. For carriers and for structures that take a waiter back; a program calls
   * {@link #signal()}.
   *
   * @param end why: anything but {@link End#SIGNALED}
   * @return true if this call settled the trigger
   */
  public boolean withdraw(End end) {
    if (Objects.requireNonNull(end, "end") == End.SIGNALED) {
      throw new IllegalArgumentException(
          "a trigger is withdrawn with CANCELLED, TIMED_OUT or "
              + "INTERRUPTED, not SIGNALED; call signal()");
    }
    return settle(end);
  }

  /**
   * Signals like {@link #signal()}, but leaves it to the caller to wake the waiter. For structures
   * that decide under a lock and wake outside.
   *
   * @return what wakes the waiter, to be run once and soon; null if the trigger was settled before
   */
  public @Nullable Runnable claim() {
    return settleOnly(End.SIGNALED);
  }

  private boolean settle(End end) {
    Runnable wake = settleOnly(end);
    if (wake != null) {
      wake.run();
    }
    return wake != null;
  }

  private @Nullable Runnable settleOnly(End end) {
    while (true) {
      Object seen = state;
      if (seen instanceof End) {
        return null;
      }
      if (STATE.compareAndSet(this, seen, end)) {
        return seen instanceof Runnable action ? action : Trigger::wakesNobody;
      }
    }
  }

  private static void wakesNobody() {}

  /** Settles without running the action: the waiter takes itself out. */
  boolean dispose() {
    Object seen = state;
    return !(seen instanceof End) && STATE.compareAndSet(this, seen, End.SIGNALED);
  }

  /**
   * Registers what to run when the trigger settles; it runs once, on the thread that settles it.
   * For carriers and callbacks; the action must be short and must not throw.
   *
   * @param action what to run
   * @return true if registered; false, without running the action, if the trigger is settled
   * @throws IllegalStateException if the trigger has an action already: it serves one waiter
   */
  public boolean onSignal(Runnable action) {
    Objects.requireNonNull(action, "action");
    Object seen = STATE.compareAndExchange(this, (Object) null, (Object) action);
    if (seen == null) {
      return true;
    }
    if (seen instanceof End) {
      return false;
    }
    throw new IllegalStateException("the trigger for " + subject + " is awaited already");
  }

  /**
   * Whether it may pay to look out for the signal before suspending.
   *
   * @return what the maker of the trigger said
   */
  public boolean isBrief() {
    return brief;
  }

  /**
   * How the trigger was settled.
   *
   * @return the end, or null as long as nobody settled it
   */
  public @Nullable End end() {
    return state instanceof End end ? end : null;
  }

  /**
   * Whether the signal came.
   *
   * @return true once {@link #signal()} won
   */
  public boolean isSignaled() {
    return state == End.SIGNALED;
  }

  @Override
  public boolean isGone() {
    return state instanceof End;
  }

  /**
   * Suspends the caller until the signal. Returns at once if it came before, even in a cancelled
   * scope or an interrupted thread.
   *
   * @throws Cancelled if the caller's scope was cancelled first; the trigger is spent
   * @throws Interrupted if the caller's thread was interrupted first; the trigger is spent
   * @throws IllegalStateException if the trigger has a waiter, or is spent
   */
  @Suspends
  public void await() {
    suspend(Carrier.NO_DEADLINE);
  }

  /**
   * Suspends the caller until the signal or the end of the limit.
   *
   * @param limit how long at most; zero or less only looks
   * @return true if the signal came; false if the limit ran out first: the trigger is spent
   * @throws Cancelled if the caller's scope was cancelled first; the trigger is spent
   * @throws Interrupted if the caller's thread was interrupted first; the trigger is spent
   * @throws IllegalStateException if the trigger has a waiter, or is spent
   */
  @Suspends
  public boolean await(Duration limit) {
    return suspend(Carrier.deadlineAfter(limit)) == End.SIGNALED;
  }

  /**
   * Suspends the caller until the signal, and by nothing else: cancellation and interruption are
   * left for the next wait. For joins that must not leave work behind.
   *
   * @throws IllegalStateException if the trigger has a waiter, or is spent
   */
  @Suspends
  public void awaitUninterruptibly() {
    if (!isSignaled()) {
      refuseSpent();
      Waits.during(Carrier.current(), this, Carrier.NO_DEADLINE, false);
    }
  }

  /** Returns SIGNALED or TIMED_OUT; the other two ends are thrown. */
  private End suspend(long deadline) {
    refuseWithoutEffects();
    if (isSignaled()) {
      return End.SIGNALED;
    }
    refuseSpent();
    Carrier carrier = Carrier.current();
    CancelScope scope = carrier.scope();
    if (scope == null) {
      Waits.during(carrier, this, deadline, true);
    } else {
      suspendIn(scope, carrier, deadline);
    }
    return switch (Objects.requireNonNull(end())) {
      case SIGNALED -> End.SIGNALED;
      case TIMED_OUT -> End.TIMED_OUT;
      case INTERRUPTED -> throw new Interrupted(subject.toString());
      case CANCELLED ->
          throw new Cancelled(
              "the wait for " + subject, scope == null ? null : scope.reason().orElse(null));
    };
  }

  private void suspendIn(CancelScope scope, Carrier carrier, long deadline) {
    Seat seat = Seat.of(carrier, scope);
    if (seat != null) {
      suspendOn(seat, carrier, deadline);
    } else if (scope.attach(this)) {
      try {
        Waits.during(carrier, this, deadline, true);
      } finally {
        scope.detach(this);
      }
    } else {
      withdraw(End.CANCELLED);
    }
  }

  private void suspendOn(Seat seat, Carrier carrier, long deadline) {
    Trigger before = seat.mine();
    try {
      if (seat.begin(this)) {
        Waits.during(carrier, this, deadline, true);
      } else {
        withdraw(End.CANCELLED);
      }
    } finally {
      seat.end(before);
    }
  }

  /** Notes who is about to wait, for dumps; false if the wait has a waiter or has ended. */
  boolean describe(Carrier who, Thread thread) {
    if (state != null) {
      return false;
    }
    this.who = who;
    this.thread = thread;
    this.since = CoarseTime.now();
    return true;
  }

  /** The wait of whoever noted itself. */
  Waits.Waiting waiting() {
    return new Waits.Waiting(
        Objects.requireNonNull(who), this, since, Objects.requireNonNull(thread));
  }

  private void refuseSpent() {
    if (state instanceof End end && end != End.SIGNALED) {
      throw new IllegalStateException(
          "the trigger for " + subject + " is spent: its wait ended as " + end);
    }
  }

  /**
   * A wait in code that must have no effects is refused; the trigger is spent. A join is not: it
   * would leave work behind.
   */
  private void refuseWithoutEffects() {
    try {
      NoEffects.refuse("wait for", subject);
    } catch (IllegalStateException refused) {
      withdraw(End.CANCELLED);
      throw refused;
    }
  }

  @Override
  public String toString() {
    return subject.toString();
  }
}
