package dev.caravan.core.domain;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;

/**
 * What fibers run on: a {@link Domain}, which carries them one at a time in an order that can be
 * foretold, or, outside any domain, {@linkplain #free() plain virtual threads}, which run in
 * parallel. The interface between the styles and {@code core}: {@link #spawnFirst}, {@link
 * #spawnLast} and {@link #yieldNow} are there for whoever makes a style, and know nothing of its
 * rules of lifetime and failure. A program uses a style's own types.
 *
 * <table>
 * <caption>What a method means</caption>
 * <thead><tr><th>method</th><th>in a domain</th><th>outside</th></tr></thead>
 * <tbody>
 * <tr><td>{@link #spawnFirst}</td><td>the fiber runs at once, on the caller's turn; the caller goes
 * on when the fiber first suspends or ends, before everything that was queued</td><td>a virtual
 * thread is started; it and the caller run in parallel</td></tr>
 * <tr><td>{@link #spawnLast}</td><td>the fiber is queued last; the caller goes on</td><td>the same
 * as {@code spawnFirst}</td></tr>
 * <tr><td>{@link #yieldNow}</td><td>whoever is queued runs, then the caller</td><td>{@link
 * Thread#yield}</td></tr>
 * <tr><td>{@link #nanoTime}</td><td>by the domain's clock, which may be a mock</td><td>by the clock
 * of who asks: the system's, unless that is a fiber of a domain</td></tr>
 * <tr><td>{@link #isHere}</td><td>for the running fiber of this domain</td><td>everywhere</td></tr>
 * </tbody>
 * </table>
 */
public abstract sealed class Host permits Domain, FreeHost {
  Host() {}

  /**
   * What carries the caller: its domain, or {@link #free()}.
   *
   * @return the host
   */
  public static Host current() {
    Domain domain = Domain.currentOrNull();
    return domain == null ? free() : domain;
  }

  /**
   * Plain virtual threads.
   *
   * @return the host outside any domain
   */
  public static Host free() {
    return FreeHost.INSTANCE;
  }

  /**
   * Whether the caller may fork here: in a domain, only its running fiber may, and not inside
   * {@link dev.caravan.core.kernel.Blocking}.
   *
   * @return true if it may
   */
  public abstract boolean isHere();

  /**
   * Starts a fiber that runs before its creator goes on.
   *
   * @param name its name, for dumps
   * @param context what surrounds it: the scope that cancels it, and its locals
   * @param body what it runs; what it throws is told to nobody but the log, so it must not throw
   * @throws IllegalStateException if the caller {@linkplain #isHere() is not here}, or in a strict
   *     transaction
   */
  public abstract void spawnFirst(String name, Context context, Runnable body);

  /**
   * Starts a fiber behind everything that is ready to run.
   *
   * @param name its name, for dumps
   * @param context what surrounds it: the scope that cancels it, and its locals
   * @param body what it runs; what it throws is told to nobody but the log, so it must not throw
   * @throws IllegalStateException if the caller {@linkplain #isHere() is not here}, or in a strict
   *     transaction
   */
  public abstract void spawnLast(String name, Context context, Runnable body);

  /**
   * Lets others run. Looks at cancellation by no means: a style decides when to look.
   *
   * @throws IllegalStateException if the caller {@linkplain #isHere() is not here}, or in a strict
   *     transaction
   */
  @Suspends
  public abstract void yieldNow();

  /**
   * The time by which deadlines of waits count here.
   *
   * @return nanoseconds since some moment
   */
  public abstract long nanoTime();

  /** Refuses a caller that is not here. */
  final void refuseElsewhere(String what) {
    if (!isHere()) {
      Carrier caller = Carrier.currentOrNull();
      throw new IllegalStateException(
          "cannot "
              + what
              + " from "
              + (caller == null ? Thread.currentThread() : caller)
              + ": only the running fiber of "
              + this
              + " may, outside of Blocking");
    }
  }
}
