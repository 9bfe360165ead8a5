package dev.caravan.core.pool;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the callbacks of futures: each once, on the thread that settles the future, or that
 * registers it if the future is settled. A callback that settles another future runs that one's
 * callbacks within itself, but only to a small depth; beyond it they wait their turn behind the
 * outermost one, so a chain of any length needs no stack.
 *
 * <p>A callback sees the bindings of whoever registered it, and no cancellation: that of the thread
 * it happens to run on is not its own.
 */
final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Fut.class);
  private static final int DEPTH = 16;
  private static final CancelScope NEVER_CANCELLED = CancelScope.root();
  private static final ThreadLocal<@Nullable Turns> TURNS = new ThreadLocal<>();

  private Callbacks() {}

  static void register(Fut<?> future, Runnable callback) {
    Strand registrant = Strand.here();
    Carrier carrier = Carrier.currentOrNull();
    Context surroundings =
        new Context(NEVER_CANCELLED, carrier == null ? null : carrier.context().locals());
    Runnable safe =
        () -> runSafely(callback, surroundings, registrant == null ? null : registrant.pool);
    Trigger trigger = new Trigger("a callback");
    trigger.onSignal(() -> runInTurn(safe));
    if (!future.tryAttach(trigger)) {
      runInTurn(safe);
    }
  }

  private static void runSafely(Runnable callback, Context surroundings, @Nullable Scheduler pool) {
    try {
      Carrier.current()
          .<@Nullable Void, RuntimeException>within(
              surroundings,
              () -> {
                callback.run();
                return null;
              });
    } catch (Throwable failure) {
      if (pool == null) {
        LOG.error("uncaught failure in the callback of a future", failure);
      } else {
        pool.options.tellUncaught(failure);
      }
    }
  }

  /** The callbacks that run on this thread, one inside the other, and those that wait behind. */
  private static final class Turns {
    final ArrayDeque<Runnable> behind = new ArrayDeque<>();
    int depth;
  }

  private static void runInTurn(Runnable callback) {
    Turns turns = TURNS.get();
    if (turns == null) {
      runOutermost(callback);
    } else if (turns.depth >= DEPTH) {
      turns.behind.add(callback);
    } else {
      turns.depth++;
      callback.run();
      turns.depth--;
    }
  }

  private static void runOutermost(Runnable callback) {
    Turns turns = new Turns();
    TURNS.set(turns);
    try {
      for (Runnable next = callback; next != null; next = turns.behind.poll()) {
        next.run();
      }
    } finally {
      TURNS.remove();
    }
  }
}
