package dev.caravan.core.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue for one producer and one consumer. Both always end after a few
 * instructions, whatever the other does. What the producer did before {@link #offer} happens before
 * what the consumer does after it got that element, and what the consumer did before {@link #poll}
 * happens before what the producer does after an offer that needed the place.
 *
 * <p><b>One producer, one consumer.</b> At any time only one thread may call {@link #offer}, and
 * only one {@link #poll} and {@link #peek}. A role may pass from one thread to another if what the
 * first did happens before what the second does. This is not checked: two producers at once put
 * their elements into the same place, and one of them is lost without a word; two consumers get the
 * same element, or skip one.
 *
 * <p>An element arrives in order, but not at once: a producer that goes on to look whether the
 * consumer sleeps may look before its element is seen. It needs {@link
 * java.lang.invoke.VarHandle#fullFence} in between, and so does a consumer that looks once more
 * before it goes to sleep.
 *
 * <p>Source: Lamport, "Specifying concurrent program modules" (TOPLAS 1983), with the indices seen
 * last kept at each end as in Lee, Bu and Chandranmenon, "A lock-free, cache-efficient shared ring
 * buffer for multi-core architectures" (ANCS 2009), and the memory orders of Lê, Guatto, Cohen and
 * Pop, "Correct and efficient bounded FIFO queues" (SBAC-PAD 2013).
 *
 * @param <E> the type of the elements
 */
public final class SpscQueue<E> {
  /*
   * Elements live at indices [consumer.index, producer.index) of an array used as a ring. Each end
   * writes its own index only, and reads the other's only when the one it saw last does not do: a
   * producer that has seen much room passes it on without a cache miss.
   *
   * Who touches what: a slot belongs to the producer while its index is at or above the producer's,
   * to the consumer while it is below. The release of an index hands the slots below it over, the
   * acquire of it takes them; so slots need no order of their own. No step is a CAS or a fence.
   */
  private final @Nullable Object[] slots;
  private final RingEnd producer = new RingEnd();
  private final RingEnd consumer = new RingEnd();

  /**
   * Makes an empty queue.
   *
   * @param capacity how many elements it holds at most: a power of two
   */
  public SpscQueue(int capacity) {
    slots = new Object[Capacity.powerOfTwo(capacity)];
  }

  /**
   * Adds an element at the end, if there is room. Producer only.
   *
   * @param element the element
   * @return false if the queue is full
   */
  public boolean offer(E element) {
    Objects.requireNonNull(element, "element");
    long at = producer.indexPlain();
    if (at - producer.otherSeen == slots.length) {
      producer.otherSeen = consumer.indexAcquire();
      if (at - producer.otherSeen == slots.length) {
        return false;
      }
    }
    slots[slot(at)] = element;
    producer.setIndexRelease(at + 1);
    return true;
  }

  /**
   * Takes the element that came first. Consumer only.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E poll() {
    E element = peek();
    if (element != null) {
      long at = consumer.indexPlain();
      slots[slot(at)] = null; // before the release: the slot is the producer's after it
      consumer.setIndexRelease(at + 1);
    }
    return element;
  }

  /**
   * Looks at the element that came first. Consumer only.
   *
   * @return the element, or null if the queue is empty
   */
  @SuppressWarnings("unchecked") // offer stores only E
  public @Nullable E peek() {
    long at = consumer.indexPlain();
    if (at == consumer.otherSeen) {
      consumer.otherSeen = producer.indexAcquire();
      if (at == consumer.otherSeen) {
        return null;
      }
    }
    return (E) slots[slot(at)];
  }

  /**
   * How many elements there are: the number at one moment during the call. Any thread.
   *
   * @return the number, from 0 to the capacity
   */
  public int size() {
    long from = consumer.index;
    while (true) {
      long to = producer.index;
      long again = consumer.index;
      if (again == from) { // it only grows: it was the same when the producer's was read
        return (int) (to - from);
      }
      from = again;
    }
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * How many elements it holds at most.
   *
   * @return the capacity
   */
  public int capacity() {
    return slots.length;
  }

  private int slot(long index) {
    return (int) index & (slots.length - 1);
  }
}
