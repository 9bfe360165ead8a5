package dev.caravan.core.kernel;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Interrupter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A region of work that can be cancelled as one: a node of a tree along which cancellation spreads
 * downwards. Work runs in a scope by {@link #call}; every wait in it ends with {@link Cancelled}
 * once the scope is cancelled, and so does {@link #check()}.
 *
 * <p>Cancelling first marks the scope and all its descendants, then wakes each waiter once: whoever
 * wakes sees the whole subtree cancelled. A child of a cancelled scope is born cancelled. Close a
 * child when its work has ended, so that a parent that lives long does not keep it. All methods may
 * be called from any thread. Sources of the idea: eio's {@code Cancel} and Picos' computations.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="cancel-scope"}
 */
public final class CancelScope implements Waiter, AutoCloseable {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(CancelScope.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /*
   * A scope's life is a computation that only cancelling decides. Its waiters are the seats or
   * triggers of those who wait in the scope and the child scopes, which is what makes the tree.
   * Cancelling takes two passes: the first decides every life below and collects their triggers, the
   * second wakes. A child that is attached during the first pass is either collected or finds its
   * parent decided.
   */
  private final Computation<@Nullable Void> life = new Computation<>();
  private final @Nullable CancelScope parent;
  private final Object subject;
  private volatile boolean closed; // by a release: the step that tells the parent publishes it

  private CancelScope(@Nullable CancelScope parent, Object subject) {
    this.parent = parent;
    this.subject = Objects.requireNonNull(subject, "subject");
  }

  /**
   * A scope without a parent.
   *
   * @return the scope
   */
  public static CancelScope root() {
    return root("scope");
  }

  /**
   * A scope without a parent.
   *
   * @param subject what it is the scope of, for dumps
   * @return the scope
   */
  public static CancelScope root(Object subject) {
    return new CancelScope(null, subject);
  }

  /**
   * A scope that is cancelled when this one is, and can be cancelled alone.
   *
   * @return the child; cancelled already if this scope is
   */
  public CancelScope child() {
    return child("scope");
  }

  /**
   * A scope that is cancelled when this one is, and can be cancelled alone.
   *
   * @param subject what it is the scope of, for dumps
   * @return the child; cancelled already if this scope is
   */
  public CancelScope child(Object subject) {
    CancelScope child = new CancelScope(this, subject);
    if (!life.attach(child)) {
      child.cancel(reason().orElse(null));
    }
    return child;
  }

  /**
   * What this is the scope of.
   *
   * @return what its maker said
   */
  public Object subject() {
    return subject;
  }

  /**
   * The open scopes directly below, oldest first. A cancelled scope has let go of them.
   *
   * @return a snapshot
   */
  public List<CancelScope> children() {
    List<CancelScope> children = new ArrayList<>();
    for (Waiter waiter : life.waiters()) {
      if (waiter instanceof CancelScope child) {
        children.add(child);
      }
    }
    return children;
  }

  /**
   * The scope in which the caller runs.
   *
   * @return the scope; empty on a thread that has entered none
   */
  public static Optional<CancelScope> current() {
    return Optional.ofNullable(Carrier.current().scope());
  }

  /**
   * Cancels this scope and all its open descendants.
   *
   * @param reason why, or null; it becomes the cause of every {@link Cancelled} thrown
   * @return true if this call cancelled the scope; false if it was cancelled before
   */
  public boolean cancel(@Nullable Throwable reason) {
    List<Trigger> toWake = new ArrayList<>();
    boolean first = mark(reason, toWake);
    Throwable failure = null;
    for (Trigger trigger : toWake) {
      try {
        trigger.withdraw(Trigger.End.CANCELLED);
      } catch (RuntimeException | Error e) { // a callback threw; the others still have to wake
        failure = Failures.join(failure, e);
      }
    }
    Failures.throwUnchecked(failure);
    return first;
  }

  private boolean mark(@Nullable Throwable reason, List<Trigger> toWake) {
    Waiters mine = life.cancelWithoutWaking(reason);
    if (mine == null) {
      return false;
    }
    ArrayDeque<Waiters> marked = new ArrayDeque<>();
    for (Waiters waiters = mine; waiters != null; waiters = marked.poll()) {
      for (Waiter waiter : waiters.inOrder()) {
        switch (waiter) {
          case Trigger trigger -> toWake.add(trigger);
          case Seat seat -> {
            Trigger wait = seat.current();
            if (wait != null) {
              toWake.add(wait);
            }
          }
          case CancelScope child -> {
            Waiters theirs = child.life.cancelWithoutWaking(reason);
            if (theirs != null) {
              marked.add(theirs);
            }
          }
        }
      }
    }
    return true;
  }

  /**
   * Whether the scope is cancelled.
   *
   * @return true once it is
   */
  public boolean isCancelled() {
    return life.isCancelled();
  }

  /**
   * Why the scope was cancelled.
   *
   * @return the reason; empty while it is not cancelled, or if the canceller gave none
   */
  public Optional<Throwable> reason() {
    return life.peek()
        .flatMap(end ->
            end instanceof Outcome.WasCancelled<?> cancelled
                ? Optional.ofNullable(cancelled.reason())
                : Optional.empty());
  }

  /**
   * Throws if the scope is cancelled; otherwise does nothing.
   *
   * @throws Cancelled if it is
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new Cancelled("the scope", reason().orElse(null));
    }
  }

  /**
   * Throws if the scope in which the caller runs is cancelled. The cancellation point for loops
   * that never wait.
   *
   * @throws Cancelled if it is
   */
  public static void check() {
    CancelScope scope = Carrier.current().scope();
    if (scope != null) {
      scope.throwIfCancelled();
    }
  }

  /**
   * Registers what to run when the scope is cancelled, on the thread that cancels. The callback
   * must not wait; what it throws, the canceller gets after all others were woken.
   *
   * @param callback what to run
   * @return closes the registration: after {@code close} returned the callback has run, is running
   *     on the canceller's thread, or never will. If the scope is cancelled already the callback
   *     has run before this method returns.
   */
  public Registration onCancel(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    Trigger trigger = new Trigger("a cancellation");
    trigger.onSignal(callback);
    if (!attach(trigger)) {
      trigger.withdraw(Trigger.End.CANCELLED);
    }
    return () -> {
      if (trigger.dispose()) {
        detach(trigger);
      }
    };
  }

  /** A registered callback; see {@link #onCancel}. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Takes the callback back; idempotent. */
    @Override
    void close();
  }

  boolean attach(Waiter waiter) {
    return life.attach(waiter);
  }

  void detach(Trigger trigger) {
    if (trigger.isGone()) {
      life.forgetOne();
    }
  }

  void forgetOne() {
    life.forgetOne();
  }

  int waitersKept() {
    return life.waitersKept();
  }

  /**
   * Runs the body in this scope, on the caller.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the body, even if the scope was cancelled while it ran
   * @throws X whatever the body throws
   * @throws Cancelled if the scope is cancelled already; the body does not run
   */
  public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body)
      throws X {
    throwIfCancelled();
    return Carrier.current().inScope(this, body);
  }

  /**
   * Runs the body in this scope, on the caller.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws Cancelled if the scope is cancelled already; the body does not run
   */
  public <X extends Throwable> void run(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Runs the body out of reach of any cancellation around it: for cleaning up. The surrounding
   * scope may be cancelled meanwhile; the next wait after the body sees it. A pool's {@code
   * shutdownNow} does not reach the body either, so give its waits a limit.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return the value of the body
   * @throws X whatever the body throws
   */
  public static <T extends @Nullable Object, X extends Throwable> T protect(
      ThrowingSupplier<T, X> body) throws X {
    Interrupter around = Interrupter.restInnermost(); // of blocking code
    try {
      return Carrier.current().inScope(root(), body);
    } finally {
      if (around != null) {
        around.goOn();
      }
    }
  }

  /**
   * As {@link #protect}, without a value.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  public static <X extends Throwable> void protectVoid(ThrowingRunnable<X> body) throws X {
    CancelScope.<@Nullable Void, X>protect(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Ends the scope: its parent forgets it, and cancelling the parent no longer reaches it, nor the
   * scopes below it, even those still open. Does not cancel; idempotent.
   */
  @Override
  public void close() {
    if (!closed) { // two at once may both tell the parent: benign, it tidies up early
      CLOSED.setRelease(this, true);
      if (parent != null) {
        parent.life.forgetOne();
      }
    }
  }

  @Override
  public boolean isGone() {
    return closed;
  }

  @Override
  public String toString() {
    return subject + (isCancelled() ? " (cancelled)" : "");
  }
}
