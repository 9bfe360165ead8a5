package dev.caravan.core.pool;

import dev.caravan.core.kernel.Trigger;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the callbacks of futures: each once, on the thread that settles the future, one after the
 * other. A callback that settles another future queues that one's callbacks behind itself instead
 * of nesting them, so a chain of any length needs no stack.
 */
final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Fut.class);
  private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> PENDING = new ThreadLocal<>();

  private Callbacks() {}

  static void register(Fut<?> future, Runnable callback) {
    Strand registrant = Strand.here();
    Runnable safe = () -> runSafely(callback, registrant == null ? null : registrant.pool);
    Trigger trigger = new Trigger("a callback");
    trigger.onSignal(() -> runInTurn(safe));
    if (!future.tryAttach(trigger)) {
      safe.run();
    }
  }

  private static void runSafely(Runnable callback, @Nullable Scheduler pool) {
    try {
      callback.run();
    } catch (Throwable failure) {
      if (pool == null) {
        LOG.error("uncaught failure in the callback of a future", failure);
      } else {
        pool.options.tellUncaught(failure);
      }
    }
  }

  private static void runInTurn(Runnable callback) {
    ArrayDeque<Runnable> outer = PENDING.get();
    if (outer != null) {
      outer.add(callback);
      return;
    }
    ArrayDeque<Runnable> mine = new ArrayDeque<>();
    PENDING.set(mine);
    try {
      for (Runnable next = callback; next != null; next = mine.poll()) {
        next.run();
      }
    } finally {
      PENDING.remove();
    }
  }
}
