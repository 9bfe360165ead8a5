package dev.caravan.effects.handler;

import dev.caravan.core.spi.Coroutine;
import org.slf4j.LoggerFactory;

/**
 * What a handled computation runs on. A program written with Caravan's operations means the same on
 * either; what differs is what else has to do with threads:
 *
 * <table>
 * <caption>Inside a handled computation</caption>
 * <tr><th></th><th>{@link #COROUTINES}</th><th>{@link #VIRTUAL_THREADS}</th></tr>
 * <tr><td>{@link Thread#currentThread()}, {@link ThreadLocal}</td><td>those of the thread that runs
 * the handler</td><td>its own</td></tr>
 * <tr><td>{@link ScopedValue}s bound around the handler</td><td>seen</td><td>not seen</td></tr>
 * <tr><td>{@link ScopedValue}s bound inside, over a perform</td><td>not to be done: the JDK keeps
 * them by thread, so they leak into the handler; use {@link
 * dev.caravan.core.kernel.TaskLocal}</td><td>kept</td></tr>
 * <tr><td>monitors and locks that the thread running the handler holds</td><td>held</td><td>not held:
 * taking one that the handler's thread holds would deadlock</td></tr>
 * <tr><td>monitors and locks held over a perform</td><td>seem held by the handler too</td><td>held
 * by the computation</td></tr>
 * <tr><td>calls of the JDK that wait, in a {@link dev.caravan.core.domain.Domain}</td><td>as outside
 * the handler</td><td>stall the domain, on each of its engines; put them into {@link
 * dev.caravan.core.kernel.Blocking}</td></tr>
 * <tr><td>a perform below a frame of native code or a class initialiser</td><td>refused with {@link
 * IllegalStateException}</td><td>works</td></tr>
 * <tr><td>deep nesting of handlers</td><td>takes the thread's stack</td><td>takes memory</td></tr>
 * <tr><td>a perform and its resumption</td><td>moves stacks</td><td>slower by far: two threads take
 * turns; {@code ./caravan bench effects} measures both</td></tr>
 * </table>
 *
 * <p>On either, {@link dev.caravan.core.kernel.CancelScope#current()} and {@link
 * dev.caravan.core.kernel.TaskLocal} values are those of the caller who ran the handler, and
 * Caravan's waits suspend whoever runs the computation at that moment; interrupts go with the
 * computation. It belongs to the domain of the fiber that runs it, may fork there, and keeps the
 * fiber's turn until it waits.
 */
public enum EffectEngine {
  /** The JDK's continuations, on the stack of whoever runs the handler. */
  COROUTINES {
    @Override
    public boolean isAvailable() {
      return Coroutine.isAvailable();
    }
  },

  /**
   * A virtual thread per handled computation. Exactly one of the threads of a handler and its
   * computation runs at a time, so neither needs locks against the other.
   */
  VIRTUAL_THREADS {
    @Override
    public boolean isAvailable() {
      return true;
    }
  };

  private static final class Choice {
    static final EffectEngine MADE = COROUTINES.isAvailable() ? COROUTINES : VIRTUAL_THREADS;

    static {
      LoggerFactory.getLogger(EffectEngine.class).info("effect handlers run on {}", MADE);
    }
  }

  /**
   * Whether this JVM has it: coroutines need {@code --add-exports
   * java.base/jdk.internal.vm=dev.caravan.core}, or {@code ALL-UNNAMED} on the class path.
   *
   * @return true if handlers can use it
   */
  public abstract boolean isAvailable();

  /**
   * The engine of handlers that name none: coroutines where available, otherwise virtual threads.
   * Logged once.
   *
   * @return the engine
   */
  public static EffectEngine preferred() {
    return Choice.MADE;
  }
}
