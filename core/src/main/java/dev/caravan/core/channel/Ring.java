package dev.caravan.core.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out buffer that grows by doubling up to its capacity. Not safe for several
 * threads: guarded by the channel's lock.
 *
 * @param <T> the type of the items
 */
final class Ring<T> {
  private static final int FIRST_LENGTH = 16;

  private final int capacity;
  private @Nullable Object[] slots; // a power of two long
  private int head;
  private int size;

  Ring(int capacity) {
    this.capacity = capacity;
    this.slots = new Object[powerOfTwo(Math.min(FIRST_LENGTH, capacity))];
  }

  private static int powerOfTwo(int least) {
    return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
  }

  int capacity() {
    return capacity;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= capacity;
  }

  void add(T item) {
    if (size == slots.length) {
      grow();
    }
    slots[(head + size) & (slots.length - 1)] = item;
    size++;
  }

  private void grow() {
    if (slots.length == 1 << 30) {
      throw new OutOfMemoryError(
          "an unbounded channel holds " + size + " items that nobody receives");
    }
    @Nullable Object[] wider = new Object[slots.length * 2];
    int toEnd = slots.length - head;
    System.arraycopy(slots, head, wider, 0, toEnd);
    System.arraycopy(slots, 0, wider, toEnd, head);
    slots = wider;
    head = 0;
  }

  /** Takes the oldest item out of a ring that is not empty. */
  @SuppressWarnings("unchecked") // only add stores
  T take() {
    T item = (T) Objects.requireNonNull(slots[head]);
    slots[head] = null;
    head = (head + 1) & (slots.length - 1);
    size--;
    return item;
  }
}
