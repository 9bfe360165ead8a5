package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue for any number of producers and consumers. Nothing is lost or
 * taken twice; elements leave in the order of their arrival; a suspended thread stops no other.
 * "Full", "empty" and the size are exact: each was so at one moment during the call. What a
 * producer did before {@link #offer} happens before what a consumer does after it got that element.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="bounded-mpmc-queue"}
 *
 * <p>Source: Shann, Huang and Chen, "A practical nonblocking queue algorithm using
 * compare-and-swap" (ICPADS 2000), as corrected by Colvin and Groves, "Formal verification of an
 * array-based nonblocking queue" (ICECCS 2005).
 *
 * @param <E> the type of the elements
 */
public final class BoundedMpmcQueue<E> {
  /*
   * Elements live at indices [head, end) of an array used as a ring, where end is tail, or tail + 1
   * for a moment: an element is added by the CAS of its slot, and whoever sees it there moves tail.
   * It is taken by the CAS of head.
   *
   * A slot holds the cell that was put there last, also when its element has been taken:
   * null ──offer──► cell of index i ──offer──► cell of index i + length ──► …
   * The papers count versions beside the element, so that a producer that was suspended cannot put
   * its element into a later round. A cell is new each time, so the CAS of the slot can only succeed
   * in the round that its producer saw.
   *
   * The queue of Vyukov (2010), which others use, takes the index first and fills the slot after. It
   * needs no cell, but a producer suspended in between hides all elements behind its own, and a
   * consumer suspended there makes a queue look full that is not.
   *
   * Access. The slot is read with acquire for what is in the cell; where the read decides that the
   * queue is empty, with volatile order. A cell's element is cleared after head has passed it, with a
   * release: who reads null (acquire) knows that the place is free, and need not look at head, which
   * the consumers keep changing.
   */
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Cell[].class);
  private static final VarHandle ELEMENT;

  static {
    try {
      ELEMENT = MethodHandles.lookup().findVarHandle(Cell.class, "element", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Cell<E> {
    @Nullable E element;
    long index; // not written any more once the cell is in its slot

    Cell(E element) {
      this.element = element;
    }

    @SuppressWarnings("unchecked") // the field is an E
    @Nullable E elementAcquire() {
      return (E) ELEMENT.getAcquire(this);
    }

    void clearRelease() {
      ELEMENT.setRelease(this, null);
    }
  }

  private final @Nullable Cell<E>[] slots;
  private final PaddedLong head = new PaddedLong();
  private final PaddedLong tail = new PaddedLong();

  /**
   * Makes an empty queue.
   *
   * @param capacity how many elements it holds at most: a power of two
   * @throws IllegalArgumentException if it is none
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public BoundedMpmcQueue(int capacity) {
    slots = new Cell[Capacity.powerOfTwo(capacity)];
  }

  /**
   * Adds an element at the end, if there is room. Any thread.
   *
   * @param element the element
   * @return false if the queue is full
   * @throws NullPointerException if the element is null; nothing is added
   */
  public boolean offer(E element) {
    Cell<E> cell = new Cell<>(Objects.requireNonNull(element, "element"));
    int losses = 0;
    while (true) {
      long at = tail.get();
      Cell<E> before = slotVolatile(at);
      long put = before == null ? at - slots.length : before.index;
      if (put == at) {
        tail.cas(at, at + 1); // somebody has put it there, and we may be first to say so
      } else if (put == at - slots.length) { // else tail has moved
        if (before != null && before.elementAcquire() != null && at - head.get() >= slots.length) {
          if (tail.get() == at) { // it was when head was read: exactly full
            return false;
          }
          continue;
        }
        cell.index = at;
        if (SLOT.compareAndSet(slots, slot(at), before, cell)) {
          tail.cas(at, at + 1);
          return true;
        }
        losses = Backoff.after(losses);
      }
    }
  }

  /**
   * Takes the element that came first. Any thread.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E poll() {
    int losses = 0;
    while (true) {
      long at = head.get();
      Cell<E> cell = slotVolatile(at);
      if (cell == null || cell.index < at) {
        return null; // nothing was put there yet, so head was still here
      }
      if (cell.index == at) {
        if (head.cas(at, at + 1)) {
          E element = cell.element;
          cell.clearRelease();
          return element;
        }
        losses = Backoff.after(losses);
      }
    }
  }

  /**
   * Looks at the element that came first. Any thread.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E peek() {
    while (true) {
      long at = head.get();
      Cell<E> cell = slotVolatile(at);
      if (cell == null || cell.index < at) {
        return null;
      }
      E element = cell.elementAcquire();
      if (head.get() == at) { // nobody has taken it before we read it
        return element;
      }
    }
  }

  /**
   * How many elements there are: the number at one moment during the call. Any thread.
   *
   * @return the number, from 0 to the capacity
   */
  public int size() {
    while (true) {
      long from = head.get();
      long to = tail.get();
      Cell<E> last = slotVolatile(to);
      if (last != null && last.index == to) {
        tail.cas(to, to + 1); // one more than tail says
      } else if (head.get() == from && tail.get() == to) {
        return (int) (to - from);
      }
    }
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return peek() == null;
  }

  /**
   * How many elements it holds at most.
   *
   * @return the capacity
   */
  public int capacity() {
    return slots.length;
  }

  @SuppressWarnings("unchecked") // the slots are Cell<E>
  private @Nullable Cell<E> slotVolatile(long index) {
    return (Cell<E>) SLOT.getVolatile(slots, slot(index));
  }

  private int slot(long index) {
    return (int) index & (slots.length - 1);
  }
}
