package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** What runs when a switch ends: newest first, each taken out by whoever runs or removes it. */
final class Hooks {
  // guarded by this
  private @Nullable Registration newest;
  private boolean closed;
  private int count;

  /** Adds a hook; null once the switch has begun to run its hooks. */
  synchronized @Nullable Registration add(ThrowingRunnable<?> hook) {
    if (closed) {
      return null;
    }
    Registration added = new Registration(this, hook);
    added.listed = true;
    added.older = newest;
    if (newest != null) {
      newest.newer = added;
    }
    newest = added;
    count++;
    return added;
  }

  synchronized boolean remove(Registration removed) {
    if (!removed.listed) {
      return false;
    }
    removed.listed = false;
    count--;
    Registration older = removed.older;
    Registration newer = removed.newer;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    return true;
  }

  /** From now on nothing is added. */
  synchronized void close() {
    closed = true;
  }

  synchronized @Nullable Registration takeNewest() {
    Registration taken = newest;
    if (taken != null) {
      remove(taken);
    }
    return taken;
  }

  synchronized int count() {
    return count;
  }
}
