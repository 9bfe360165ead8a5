package dev.caravan.core.spi;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Enclosure;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whoever carries a running piece of code and can suspend it: a plain thread, a pool's worker, a
 * domain. {@link Trigger#await()} dispatches to the carrier of its caller. A carrier belongs to one
 * stack of calls; all its methods are called by the code on that stack.
 */
public abstract class Carrier {
  /** The deadline that never comes. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final ThreadLocal<Carrier> BOUND = new ThreadLocal<>();

  /*
   * What BOUND says of the threads that were bound last, by the low bits of their numbers. A fork
   * asks for its carrier each time, and on a virtual thread the thread-local made it noticeably
   * dearer. Read without order: an entry is immutable, and whoever finds another thread's asks
   * BOUND.
   */
  private static final @Nullable Bound[] LATELY = new Bound[256];

  private record Bound(Thread thread, Carrier carrier) {}

  private Context context = Context.EMPTY;
  private @Nullable Object computation;
  private @Nullable Stay stay;
  private @Nullable Enclosure enclosure;

  /** For subclasses. */
  protected Carrier() {}

  /**
   * The carrier of the caller. A thread that no scheduler owns gets one of its own, which parks the
   * thread.
   *
   * @return the carrier
   */
  public static Carrier current() {
    Carrier carrier = currentOrNull();
    if (carrier == null) {
      carrier = new ThreadCarrier();
      bind(carrier);
    }
    return carrier;
  }

  /**
   * The carrier of the caller, if it has one yet.
   *
   * @return the carrier, or null on a thread that has not met Caravan
   */
  public static @Nullable Carrier currentOrNull() {
    Thread thread = Thread.currentThread();
    if (thread instanceof CarrierThread ours) {
      return ours.carrier;
    }
    Bound bound = LATELY[slot(thread)];
    return bound != null && bound.thread == thread ? bound.carrier : lookUp(thread);
  }

  private static int slot(Thread thread) {
    return (int) thread.threadId() & (LATELY.length - 1);
  }

  private static @Nullable Carrier lookUp(Thread thread) {
    ThreadScheduler scheduler = OwnScheduler.of(thread);
    return scheduler == null ? BOUND.get() : scheduler.bound();
  }

  /**
   * Binds a carrier to the calling thread until the thread ends or binds another.
   *
   * @param carrier the carrier, or null to unbind
   */
  public static void bind(@Nullable Carrier carrier) {
    Thread thread = Thread.currentThread();
    ThreadScheduler scheduler = OwnScheduler.of(thread);
    Enclosure.changes();
    if (thread instanceof CarrierThread ours) {
      ours.carry(carrier);
    } else if (scheduler != null) {
      scheduler.rebind(carrier);
    } else if (carrier == null) {
      BOUND.remove();
      forget(thread);
    } else {
      BOUND.set(carrier);
      note(thread, carrier);
    }
  }

  /** Notes the carriers of threads that unbind them before they end; others would be kept. */
  private static void note(Thread thread, Carrier carrier) {
    if (carrier instanceof ThreadCarrier || carrier instanceof LentCarrier) {
      forget(thread);
    } else {
      LATELY[slot(thread)] = new Bound(thread, carrier);
    }
  }

  private static void forget(Thread thread) {
    Bound bound = LATELY[slot(thread)];
    if (bound != null && bound.thread == thread) {
      LATELY[slot(thread)] = null;
    }
  }

  /**
   * Suspends the caller until the trigger is settled. The implementation registers its way of
   * resuming with {@link Trigger#onSignal}, returns at once if that says false, and itself
   * withdraws the trigger when the deadline comes or, if {@code interruptible}, when the thread is
   * interrupted, whose status it keeps. It returns only once the trigger is settled and the caller
   * may run again.
   *
   * @param trigger what ends the wait
   * @param deadline a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   * @param interruptible whether an interrupt ends the wait
   */
  protected abstract void park(Trigger trigger, long deadline, boolean interruptible);

  /**
   * May look out for the end of a {@linkplain Trigger#isBrief brief} wait before the caller is
   * {@linkplain #park suspended}: for some microseconds, on the processor, where that pays.
   *
   * @param trigger what ends the wait
   * @return whether it is settled, so that the caller need not be suspended
   */
  protected boolean lookOut(Trigger trigger) {
    return false;
  }

  /**
   * Whether the carrier's scheduler tells by itself who waits for what, as a {@link
   * dev.caravan.core.kernel.Waits.Source}, so that the kernel need not note it.
   *
   * @return true if it does
   */
  protected boolean tellsItsWaits() {
    return false;
  }

  /**
   * Calls {@link #tellsItsWaits}. For the kernel.
   *
   * @param carrier the carrier of the caller
   * @return whether it does
   */
  public static boolean tellsWaitsOf(Carrier carrier) {
    return carrier.tellsItsWaits();
  }

  /**
   * Calls {@link #lookOut}. For the kernel.
   *
   * @param carrier the carrier of the caller
   * @param trigger what ends the wait
   * @return whether it is settled
   */
  public static boolean lookOutOn(Carrier carrier, Trigger trigger) {
    return carrier.lookOut(trigger);
  }

  /**
   * Calls {@link #park}. For the kernel.
   *
   * @param carrier the carrier of the caller
   * @param trigger what ends the wait
   * @param deadline a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   * @param interruptible whether an interrupt ends the wait
   */
  public static void parkOn(
      Carrier carrier, Trigger trigger, long deadline, boolean interruptible) {
    carrier.park(trigger, deadline, interruptible);
  }

  /**
   * The time by which the deadlines of the caller's waits count.
   *
   * @return a {@link System#nanoTime()}, unless a carrier has a time of its own
   */
  protected long nanoTime() {
    return System.nanoTime();
  }

  /**
   * The time by which the deadlines of the caller's waits count.
   *
   * @return the {@link #nanoTime()} of its carrier
   */
  public static long now() {
    Carrier carrier = currentOrNull();
    return carrier == null ? System.nanoTime() : carrier.nanoTime();
  }

  /** Called before the caller runs code that may stall its thread; frees what others need. */
  protected void beforeBlocking() {}

  /** Called after such code; may wait until the caller may run again. */
  protected void afterBlocking() {}

  /**
   * Runs a body that may stall its thread, on this one or another; by default between {@link
   * #beforeBlocking} and {@link #afterBlocking}.
   *
   * @param body the body
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   */
  public <T extends @Nullable Object, X extends Throwable> T blocking(ThrowingSupplier<T, X> body)
      throws X {
    beforeBlocking();
    try {
      return body.get();
    } finally {
      afterBlocking();
    }
  }

  /**
   * The scope that cancels the caller.
   *
   * @return the scope entered last, or the carrier's own, or null if nothing can cancel the caller
   */
  public @Nullable CancelScope scope() {
    return context.scope();
  }

  /**
   * What surrounds the caller.
   *
   * @return the context
   */
  public final Context context() {
    return context;
  }

  /**
   * The innermost handled computation that the caller is a part of. For effect handlers.
   *
   * @return what was set last, or null
   */
  public final @Nullable Object computation() {
    return computation;
  }

  /**
   * Sets the innermost handled computation. For effect handlers.
   *
   * @param innermost the computation, or null
   */
  public final void setComputation(@Nullable Object innermost) {
    computation = innermost;
  }

  /**
   * What encloses the code on the carrier's stack. For the kernel; called on that stack, or on one
   * that it lends.
   *
   * @return the enclosure
   */
  public final Enclosure enclosure() {
    Enclosure found = enclosure;
    if (found == null) {
      found = newEnclosure();
      enclosure = found;
    }
    return found;
  }

  /** An empty one. */
  Enclosure newEnclosure() {
    return Enclosure.ofStack();
  }

  /**
   * Takes the enclosure away, before code runs on this stack that it does not enclose.
   *
   * @return what to {@linkplain #restoreEnclosure restore}; null if there is nothing to restore
   */
  protected final @Nullable Enclosure setEnclosureAside() {
    Enclosure found = enclosure;
    if (found == null || found.isEmpty()) {
      return null;
    }
    Enclosure.changes();
    enclosure = null;
    return found;
  }

  /**
   * Ends what {@link #setEnclosureAside} began.
   *
   * @param aside what that returned
   */
  protected final void restoreEnclosure(@Nullable Enclosure aside) {
    if (aside != null) { // what stands there now is of no thread, so nobody has noted it
      enclosure = aside;
    }
  }

  /** Runs something as if it were enclosed so, or as it is if that is null. */
  final void enclosedBy(@Nullable Enclosure other, Runnable action) {
    if (other == null) {
      action.run();
      return;
    }
    Enclosure own = enclosure;
    Enclosure.changes();
    enclosure = other;
    try {
      action.run();
    } finally {
      enclosure = own;
    }
  }

  /**
   * Says that this carrier's code runs on top of another's, on the same stack, so that whatever
   * encloses the one encloses the other.
   *
   * @param below the other carrier
   */
  protected final void isEnclosedAs(Carrier below) {
    enclosure = below.enclosure();
  }

  /**
   * Who lends the carrier its stack, and waits for it as long as it runs.
   *
   * @return the carrier that did so last; null unless this one is a {@link LentCarrier} that has
   *     begun
   */
  public @Nullable Carrier lenderOrNull() {
    return null;
  }

  /**
   * Whether code on this carrier leaves every scope that it enters, so that it can be noted once
   * among those whom the scope cancels, and not at each wait.
   *
   * @return true if it does
   */
  protected boolean leavesItsScopes() {
    return false;
  }

  /**
   * Calls {@link #leavesItsScopes}. For the kernel.
   *
   * @param carrier the carrier of the caller
   * @return whether it does
   */
  public static boolean leavesScopes(Carrier carrier) {
    return carrier.leavesItsScopes();
  }

  /**
   * What the kernel notes of the innermost scope that the caller is noted in.
   *
   * @return what {@link #stays} set last and did not end yet, or null
   */
  public final @Nullable Stay stay() {
    return stay;
  }

  /**
   * Notes that the caller stays in the scope it runs in; ends when it leaves. For the kernel.
   *
   * @param innermost the stay
   */
  public final void stays(Stay innermost) {
    stay = innermost;
  }

  /**
   * Enters a context. Paired with {@link #leave}, properly nested.
   *
   * @param inner the new context
   * @return the context before
   */
  protected Context enter(Context inner) {
    Context outer = context;
    set(inner);
    return outer;
  }

  /**
   * Leaves the context entered last.
   *
   * @param outer what the matching {@link #enter} returned
   */
  protected void leave(Context outer) {
    Stay ending = stay;
    if (ending != null && context.scope() != outer.scope()) {
      stay = ending.leaving(context.scope());
    }
    set(outer);
  }

  /** Most code runs in the same context: looking is cheaper than the collector's write barrier. */
  private void set(Context next) {
    if (context != next) {
      context = next;
    }
  }

  /**
   * The carrier that suspends the caller in the end: this one, unless it is {@linkplain LentCarrier
   * lent}.
   *
   * @return the carrier at the bottom
   */
  public Carrier bottom() {
    return this;
  }

  /**
   * Runs something where the {@linkplain #bottom() bottom} carrier is that of the caller, on its
   * thread, in the context of this one. For what only the bottom carrier's own code may do: to fork
   * on its domain, to yield its turn. What the action throws is thrown here.
   *
   * @param action what to run
   */
  public void atBottom(Runnable action) {
    action.run();
  }

  /**
   * Tells that another thread goes on in the caller's stead, as a part of the caller's turn, until
   * {@link #takeTurnBack}; meanwhile the caller does nothing but {@link #parkWhileLent}. Properly
   * nested. For effect handlers.
   *
   * @param to the thread that goes on
   * @param runs whether that thread has taken the turn, and not begun to give it back; asked by any
   *     thread
   */
  public void lendTurn(Thread to, BooleanSupplier runs) {}

  /** Ends what the last {@link #lendTurn} began: the other thread waits for the caller again. */
  public void takeTurnBack() {}

  /**
   * Parks the caller's thread, while its turn is lent, until it is unparked; may return early. A
   * scheduler that would take a parked thread for one that has given its turn away keeps the turn.
   */
  public void parkWhileLent() {
    LockSupport.park(this);
  }

  /**
   * Runs a body in a context.
   *
   * @param inner the context
   * @param body the body
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   */
  public final <T extends @Nullable Object, X extends Throwable> T within(
      Context inner, ThrowingSupplier<T, X> body) throws X {
    Context outer = enter(inner);
    try {
      return body.get();
    } finally {
      leave(outer);
    }
  }

  /**
   * Runs a body in a scope.
   *
   * @param scope the scope
   * @param body the body
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   */
  public final <T extends @Nullable Object, X extends Throwable> T inScope(
      CancelScope scope, ThrowingSupplier<T, X> body) throws X {
    return within(context.withScope(scope), body);
  }

  /**
   * The deadline that lies a limit ahead, by the time of the caller's carrier.
   *
   * @param limit the limit; zero or less means now
   * @return a {@link #nanoTime()}; limits of more than a century never come
   */
  public static long deadlineAfter(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    if (limit.compareTo(CENTURY) >= 0) {
      return NO_DEADLINE;
    }
    long now = now();
    long deadline = limit.isNegative() ? now : now + limit.toNanos();
    return deadline == NO_DEADLINE ? deadline - 1 : deadline;
  }

  private static final Duration CENTURY = Duration.ofDays(36_500);

  /**
   * Parks the calling thread until {@code resumed}, withdrawing the trigger when its deadline comes
   * or an interrupt ends it. For carriers whose callers own a thread.
   *
   * @param trigger what the caller waits for
   * @param deadline a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   * @param interruptible whether an interrupt ends the wait
   * @param resumed whether the caller may run again; its change must unpark the thread
   */
  protected final void parkThread(
      Trigger trigger, long deadline, boolean interruptible, BooleanSupplier resumed) {
    parkThread(trigger, deadline, interruptible, resumed, NO_DEADLINE);
  }

  /**
   * Parks like {@link #parkThread(Trigger, long, boolean, BooleanSupplier)}, but returns without
   * resumption when its patience ends. The wait itself goes on.
   *
   * @param trigger what the caller waits for
   * @param deadline a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   * @param interruptible whether an interrupt ends the wait
   * @param resumed whether the caller may run again; its change must unpark the thread
   * @param patience a {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   */
  protected final void parkThread(
      Trigger trigger,
      long deadline,
      boolean interruptible,
      BooleanSupplier resumed,
      long patience) {
    boolean interrupted = false;
    boolean open = true; // false once we have withdrawn: from then on only resumption counts
    while (!resumed.getAsBoolean()) {
      if (Thread.interrupted()) { // park would return at once; the status is put back below
        interrupted = true;
        if (interruptible && open) {
          open = false;
          trigger.withdraw(endByInterrupt());
        }
      } else {
        long left = open ? nanosUntil(deadline) : NO_DEADLINE;
        long patient = nanosUntil(patience);
        if (left <= 0) {
          open = false;
          trigger.withdraw(Trigger.End.TIMED_OUT);
        } else if (patient <= 0) {
          break;
        } else {
          parkFor(trigger, Math.min(left, patient));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * How an interrupt ends a wait of the caller: one that coincides with a cancellation belongs to
   * it.
   *
   * @return {@link Trigger.End#CANCELLED} in a cancelled scope, else {@link
   *     Trigger.End#INTERRUPTED}
   */
  protected final Trigger.End endByInterrupt() {
    CancelScope scope = scope();
    return scope != null && scope.isCancelled() ? Trigger.End.CANCELLED : Trigger.End.INTERRUPTED;
  }

  private long nanosUntil(long deadline) {
    return deadline == NO_DEADLINE ? NO_DEADLINE : deadline - nanoTime();
  }

  private static void parkFor(Trigger trigger, long nanos) {
    if (nanos == NO_DEADLINE) {
      LockSupport.park(trigger);
    } else {
      LockSupport.parkNanos(trigger, nanos);
    }
  }
}
