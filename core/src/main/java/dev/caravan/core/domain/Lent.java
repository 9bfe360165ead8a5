package dev.caravan.core.domain;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fiber's turn in the hands of another thread, which runs a part of the fiber.
 *
 * @param to the thread that the turn was lent to
 * @param runs whether that thread has taken the turn, and not given it back
 * @param before the lending to the thread that lent it on; null if that was the fiber's own
 */
record Lent(Thread to, BooleanSupplier runs, @Nullable Lent before) {
  /** Whether the thread waits, in the eyes of the watch, although it has the turn. */
  boolean isWaiting() { // one that has given the turn back waits, too, so it is asked twice
    return runs.getAsBoolean() && isWaiting(to) && runs.getAsBoolean();
  }

  static boolean isWaiting(@Nullable Thread thread) {
    return thread != null
        && (thread.getState() == Thread.State.TIMED_WAITING
            || thread.getState() == Thread.State.WAITING);
  }
}
