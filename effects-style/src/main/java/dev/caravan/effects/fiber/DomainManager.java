package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Runs code in other domains, in parallel with the caller's. Source of the concept: eio's {@code
 * Domain_manager}.
 */
public interface DomainManager {
  /**
   * A manager that opens domains of the preferred engine, by the system's clock. For code outside
   * any domain.
   *
   * @return the manager
   */
  static DomainManager system() {
    return new NewDomains(Engine.preferred(), Clock.system());
  }

  /**
   * A manager that opens domains like a given one: of its engine and by its clock. For a
   * deterministic domain, one that runs all code there, so that its order is still determined.
   *
   * @param domain the domain
   * @return the manager
   */
  static DomainManager of(Domain domain) {
    return domain.isDeterministic()
        ? new SameDomain()
        : new NewDomains(domain.engine(), domain.clock());
  }

  /**
   * Runs a body as the first fiber of a new domain, and suspends the caller until all fibers of
   * that have ended. Cancelling the caller cancels them. The caller's fiber-locals are not seen
   * there.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled; no domain starts
   */
  @Suspends
  <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body) throws X;

  /**
   * Runs a body in a new domain with a name; see {@link #call}. A manager that opens no domains
   * makes nothing of the name, as does by default one of your own.
   *
   * @param name the name of the domain, for its thread, messages and dumps
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled; no domain starts
   */
  @Suspends
  default <T extends @Nullable Object, X extends Throwable> T callNamed(
      String name, ThrowingSupplier<T, X> body) throws X {
    return call(body);
  }

  /**
   * Runs a body without a value in a new domain; see {@link #call}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever it throws
   */
  @Suspends
  default <X extends Throwable> void run(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Runs a body in parallel without an event loop: for long computations and calls that stall their
   * thread. The caller is suspended until it has ended. Cancelling the caller interrupts the body.
   * The caller's fiber-locals are not seen there.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled; the body does not
   *     run; or if it was cancelled meanwhile and the body threw
   */
  @Suspends
  <T extends @Nullable Object, X extends Throwable> T callRaw(ThrowingSupplier<T, X> body) throws X;

  /**
   * Runs a body without a value in parallel without an event loop; see {@link #callRaw}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever it throws
   */
  @Suspends
  default <X extends Throwable> void runRaw(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>callRaw(() -> {
      body.run();
      return null;
    });
  }
}
