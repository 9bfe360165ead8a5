package dev.caravan.core.channel;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait at one end of a channel, first come first served. Whoever gives up takes itself
 * out in constant time. Guarded by the channel's lock.
 *
 * @param <T> the type of the items
 */
final class WaitQueue<T> {
  private @Nullable Waiting<T> first;
  private @Nullable Waiting<T> last;

  boolean isEmpty() {
    return first == null;
  }

  void add(Waiting<T> waiting) {
    waiting.queued = true;
    waiting.previous = last;
    if (last == null) {
      first = waiting;
    } else {
      last.next = waiting;
    }
    last = waiting;
  }

  /** Takes the first out; null if there is none. */
  @Nullable Waiting<T> poll() {
    Waiting<T> taken = first;
    if (taken != null) {
      remove(taken);
    }
    return taken;
  }

  /** Takes one out that may have been taken out before. */
  void remove(Waiting<T> waiting) {
    if (!waiting.queued) {
      return;
    }
    waiting.queued = false;
    Waiting<T> before = waiting.previous;
    Waiting<T> after = waiting.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiting.previous = null;
    waiting.next = null;
  }
}
