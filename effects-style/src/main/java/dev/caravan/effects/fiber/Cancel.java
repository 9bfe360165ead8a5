package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Host;
import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.spi.Carrier;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation context: a part of a fiber's work that can be cancelled alone. {@link Switch} and
 * the operations of {@link Fiber} make their own; this is for who builds such. A context opened in
 * a domain is used by fibers of that domain only, and may not be used once its body has returned.
 * Source of the concept: eio's {@code Cancel}, on the kernel's {@link CancelScope}.
 */
public final class Cancel {
  private final Host home = Hosts.ofCaller();
  private final CancelScope scope = scopeBelowCaller("cancellation context");
  private volatile boolean finished;

  private Cancel() {}

  /** A scope that is cancelled with the caller's. */
  static CancelScope scopeBelowCaller(Object subject) {
    CancelScope outer = Carrier.current().scope();
    return outer == null ? CancelScope.root(subject) : outer.child(subject);
  }

  /**
   * Runs a body in a new context, on the caller. Cancelling the caller's scope cancels the context.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, even if the context was cancelled meanwhile
   * @throws X whatever the body throws
   * @throws Cancelled if the caller's scope is cancelled, and then the body does not run; or if the
   *     body's own was, and ended a wait in it
   */
  public static <T extends @Nullable Object, X extends Throwable> T sub(
      ThrowingFunction<? super Cancel, T, X> body) throws X {
    Objects.requireNonNull(body, "the body of a context is null");
    CancelScope.check();
    Cancel context = new Cancel();
    try (CancelScope scope = context.scope) {
      return Carrier.current().<T, X>inScope(scope, () -> body.apply(context));
    } catch (Throwable e) {
      throw Failures.<X>sneaky(Interrupts.absorbed(e, context.scope));
    } finally {
      context.finished = true;
    }
  }

  /**
   * Runs a body without a value in a new context; see {@link #sub}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws Cancelled if the caller's scope is cancelled, and then the body does not run; or if the
   *     body's own was, and ended a wait in it
   */
  public static <X extends Throwable> void runSub(ThrowingConsumer<? super Cancel, X> body)
      throws X {
    Objects.requireNonNull(body, "the body of a context is null");
    Cancel.<@Nullable Void, X>sub(context -> {
      body.accept(context);
      return null;
    });
  }

  /**
   * Runs a body out of reach of the caller's cancellation, which is looked at neither before nor
   * after: the next wait after it meets the cancellation.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   */
  public static <T extends @Nullable Object, X extends Throwable> T protect(
      ThrowingSupplier<T, X> body) throws X {
    return CancelScope.protect(body);
  }

  /**
   * Runs a body without a value out of reach of the caller's cancellation; see {@link #protect}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   */
  public static <X extends Throwable> void runProtected(ThrowingRunnable<X> body) throws X {
    CancelScope.protectVoid(body);
  }

  /**
   * Cancels the context and all below it that is not protected: marks them first, then wakes those
   * who wait, each once. Does nothing if it is cancelled already. Does not suspend.
   *
   * @param reason why
   * @throws IllegalStateException if the context has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void cancel(Throwable reason) {
    Objects.requireNonNull(reason, "the reason of a cancellation is null");
    Hosts.refuseElsewhere(home, this);
    refuseFinished();
    scope.cancel(reason);
  }

  /**
   * Runs a body in this context, on the caller, which is moved into it for that long.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws Cancelled if the context is cancelled; the body does not run
   * @throws IllegalStateException if the context has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T move(ThrowingSupplier<T, X> body)
      throws X {
    Hosts.refuseElsewhere(home, this);
    check();
    return Carrier.current().inScope(scope, body);
  }

  /**
   * Throws if the context is no longer on. Never suspends.
   *
   * @throws Cancelled if it is cancelled
   * @throws IllegalStateException if it has finished
   */
  public void check() {
    refuseFinished();
    scope.throwIfCancelled();
  }

  /**
   * What {@link #check} would throw.
   *
   * @return the exception; empty if the context is on
   */
  public Optional<RuntimeException> error() {
    try {
      check();
      return Optional.empty();
    } catch (IllegalStateException off) { // as Cancelled is
      return Optional.of(off);
    }
  }

  private void refuseFinished() {
    if (finished) {
      throw new IllegalStateException(this + " has finished");
    }
  }

  /**
   * The context with the fibers, switches and contexts in it, as a tree.
   *
   * @return the text, one line for each
   */
  public String dump() {
    return SwitchDump.of(scope);
  }

  @Override
  public String toString() {
    return "cancellation context";
  }
}
