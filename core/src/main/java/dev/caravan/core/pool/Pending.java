package dev.caravan.core.pool;

import org.jspecify.annotations.Nullable;

/** A future that a promise, or another future, settles. */
final class Pending<T extends @Nullable Object> extends Fut<T> {
  @Override
  public String toString() {
    return "future@" + Integer.toHexString(System.identityHashCode(this));
  }
}
