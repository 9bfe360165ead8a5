package dev.caravan.core.domain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fibers that are ready, in order. Of whoever has the turn; a ring that grows. */
final class RunQueue {
  private @Nullable DomainFiber[] ring = new DomainFiber[16];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void addLast(DomainFiber fiber) {
    grow();
    ring[at(size++)] = fiber;
  }

  void addFirst(DomainFiber fiber) {
    grow();
    head = (head - 1) & (ring.length - 1);
    ring[head] = fiber;
    size++;
  }

  @Nullable DomainFiber pollFirst() {
    if (size == 0) {
      return null;
    }
    DomainFiber fiber = ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return fiber;
  }

  /** The name of the fiber at an index, for schedules. */
  String nameOf(int index) {
    DomainFiber fiber = index < 0 || index >= size ? null : ring[at(index)];
    if (fiber == null) {
      throw new IndexOutOfBoundsException(index + " of " + size + " ready fibers");
    }
    return fiber.label();
  }

  /** Takes the fiber at an index out. */
  @Nullable DomainFiber remove(int index) {
    if (index < 0 || index >= size) {
      throw new IllegalStateException(
          "a schedule picks one of " + size + " ready fibers, from 0, not " + index);
    }
    DomainFiber fiber = ring[at(index)];
    for (int i = index; i < size - 1; i++) {
      ring[at(i)] = ring[at(i + 1)];
    }
    ring[at(--size)] = null;
    return fiber;
  }

  /** Takes a fiber out; false if it is not in. */
  boolean remove(DomainFiber fiber) {
    for (int i = 0; i < size; i++) {
      if (ring[at(i)] == fiber) {
        remove(i);
        return true;
      }
    }
    return false;
  }

  private int at(int index) {
    return (head + index) & (ring.length - 1);
  }

  private void grow() {
    if (size == ring.length) {
      @Nullable DomainFiber[] larger = Arrays.copyOf(ring, 2 * size);
      System.arraycopy(ring, 0, larger, size, head); // what had wrapped goes behind the rest
      Arrays.fill(larger, 0, head, null);
      ring = larger;
    }
  }
}
