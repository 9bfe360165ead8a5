package dev.caravan.core.kernel;

import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Interrupter;
import org.jspecify.annotations.Nullable;

/**
 * Runs code that stalls its thread by other means than Caravan's: file and socket calls, JDK locks
 * and queues, {@code Thread.sleep}. Inside a pool the worker goes on with other tasks meanwhile,
 * and inside a {@linkplain dev.caravan.core.domain.Domain domain} its other fibers do. A
 * deterministic domain counts the body as work: it waits for it rather than reporting a deadlock.
 *
 * <p>If the caller's scope is cancelled while the body runs, the body's thread is interrupted once,
 * and the interrupt never outlives the body. On plain threads, in pools and on the engine {@code
 * BATON} cancellation interrupts nothing else; on the engine {@code LOOP}, and outside any domain,
 * it also interrupts a forked fiber that waits in the JDK without this class. A JDK call that
 * ignores interrupts (class initialisation, most native calls, contended {@code synchronized}) is
 * waited for.
 *
 * <p>In blocking code inside blocking code the inner body is interrupted for its scope, and the
 * outer one for its own, not before the inner has ended: a {@linkplain CancelScope#protect
 * protected} inner body is left alone.
 *
 * <p>The body runs on the caller's thread, but for fibers on the engine {@code CONTINUATION}, which
 * have none of their own: there it runs on another thread, with other thread-locals, and a lock
 * that it takes is not the fiber's to release.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="blocking"}
 *
 * <p>A native call pins what carries its thread: on a virtual thread, where a pool's task may run
 * once one has waited, it keeps the carrier from others. Give long native calls a pool of their
 * own.
 */
public final class Blocking {
  private Blocking() {}

  /**
   * A body that may be interrupted.
   *
   * @param <T> the type of its value
   * @param <X> what else it may throw
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, X extends Throwable> {
    /**
     * Runs the body.
     *
     * @return its value
     * @throws X whatever it throws
     * @throws InterruptedException if its thread was interrupted
     */
    T get() throws X, InterruptedException;
  }

  /**
   * A body without a value that may be interrupted.
   *
   * @param <X> what else it may throw
   */
  @FunctionalInterface
  public interface Action<X extends Throwable> {
    /**
     * Runs the body.
     *
     * @throws X whatever it throws
     * @throws InterruptedException if its thread was interrupted
     */
    void run() throws X, InterruptedException;
  }

  /**
   * Runs a body that may stall its thread.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, even if the scope was cancelled meanwhile
   * @throws X whatever the body throws
   * @throws Cancelled if the scope was cancelled and the body threw: what it threw is suppressed on
   *     it; or if the scope was cancelled before, and the body does not run
   * @throws Interrupted if the body was interrupted by somebody else; the status is kept
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T call(Body<T, X> body) throws X {
    Carrier carrier = Carrier.current();
    CancelScope scope = carrier.scope();
    if (scope != null) {
      scope.throwIfCancelled();
    }
    return carrier.blocking(() -> interruptibly(scope, body));
  }

  /**
   * Runs a body that may stall its thread.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws Cancelled if the scope was cancelled and the body threw: what it threw is suppressed on
   *     it; or if the scope was cancelled before, and the body does not run
   * @throws Interrupted if the body was interrupted by somebody else; the status is kept
   */
  @Suspends
  public static <X extends Throwable> void run(Action<X> body) throws X {
    Blocking.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  private static <T extends @Nullable Object, X extends Throwable> T interruptibly(
      @Nullable CancelScope scope, Body<T, X> body) throws X {
    if (scope == null) {
      return translatingInterrupts(body);
    }
    Interrupter interrupter = Interrupter.innermost(scope);
    Throwable thrown;
    try {
      return translatingInterrupts(body);
    } catch (Throwable t) {
      thrown = t;
    } finally {
      interrupter.endInnermost();
    }
    if (scope.isCancelled()) {
      Cancelled cancelled = new Cancelled("blocking code", scope.reason().orElse(null));
      if (thrown != cancelled.getCause()) {
        cancelled.addSuppressed(thrown);
      }
      throw cancelled;
    }
    throw Failures.<X>sneaky(thrown);
  }

  private static <T extends @Nullable Object, X extends Throwable> T translatingInterrupts(
      Body<T, X> body) throws X {
    try {
      return body.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Interrupted interrupted = new Interrupted("blocking code");
      interrupted.addSuppressed(e);
      throw interrupted;
    }
  }
}
