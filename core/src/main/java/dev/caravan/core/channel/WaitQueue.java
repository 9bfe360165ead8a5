package dev.caravan.core.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at one end of a channel, first come first served. Whoever gives up takes itself
 * out in constant time. Guarded by the channel's lock.
 *
 * @param <T> the type of the items
 */
final class WaitQueue<T> {
  /*
   * A circle: the last is followed by the first, so an entry into an empty queue writes one field
   * of it. Who is in no queue has no next.
   */
  private @Nullable Waiting<T> last;

  boolean isEmpty() {
    return last == null;
  }

  void add(Waiting<T> waiting) {
    Waiting<T> before = last == null ? waiting : last;
    Waiting<T> first = before == waiting ? waiting : following(before);
    waiting.previous = before;
    waiting.next = first;
    before.next = waiting;
    first.previous = waiting;
    last = waiting;
  }

  private static <T> Waiting<T> following(Waiting<T> waiting) {
    return Objects.requireNonNull(waiting.next);
  }

  /** Takes the first out; null if there is none. */
  @Nullable Waiting<T> poll() {
    if (last == null) {
      return null;
    }
    Waiting<T> first = following(last);
    remove(first);
    return first;
  }

  /** Takes one out that may have been taken out before. */
  void remove(Waiting<T> waiting) {
    Waiting<T> after = waiting.next;
    Waiting<T> before = waiting.previous;
    if (after == null || before == null) {
      return;
    }
    if (after == waiting) {
      last = null;
    } else {
      before.next = after;
      after.previous = before;
      if (last == waiting) {
        last = before;
      }
    }
    waiting.next = null;
    waiting.previous = null;
  }
}
