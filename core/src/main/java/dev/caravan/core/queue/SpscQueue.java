package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="spsc-queue"}
 *
 * <p>Source: Lamport, "Specifying concurrent program modules" (TOPLAS 1983), with the indices seen
 * last kept at each end as in Lee, Bu and Chandranmenon, "A lock-free, cache-efficient shared ring
 * buffer for multi-core architectures" (ANCS 2009), and the memory orders of Lê, Guatto, Cohen and
 * Pop, "Correct and efficient bounded FIFO queues" (SBAC-PAD 2013).
 *
 * @param <E> the type of the elements
 */
public final class SpscQueue<E> extends SpscConsumer {
  /*
   * Elements live at indices [taken, offered) of an array used as a ring. Each end writes its own
   * index only, and reads the other's only when the one it saw last does not do: a producer that has
   * seen much room uses it up without a cache miss.
   *
   * Who touches what: a slot belongs to the producer while its index is at or above offered, to the
   * consumer while it is below. The release of an index hands the slots below it over, the acquire of
   * it takes them; so slots need no order of their own. Each end reads its own index plain: nobody
   * else writes it. No step is a CAS or a fence.
   */
  private static final VarHandle OFFERED;
  private static final VarHandle TAKEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OFFERED = lookup.findVarHandle(SpscProducer.class, "offered", long.class);
      TAKEN = lookup.findVarHandle(SpscConsumer.class, "taken", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // keeps what lies behind this object off the consumer's cache line
  private long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;

  private final @Nullable Object[] slots;

  /**
   * Makes an empty queue.
   *
   * @param capacity how many elements it holds at most: a power of two
   * @throws IllegalArgumentException if it is none
   */
  public SpscQueue(int capacity) {
    slots = new Object[Capacity.powerOfTwo(capacity)];
  }

  /**
   * Adds an element at the end, if there is room. Producer only.
   *
   * @param element the element
   * @return false if the queue is full
   * @throws NullPointerException if the element is null; nothing is added
   */
  public boolean offer(E element) {
    Objects.requireNonNull(element, "element");
    @Nullable Object[] ring = slots;
    long at = (long) OFFERED.get(this);
    if (at - takenSeen == ring.length) {
      takenSeen = (long) TAKEN.getAcquire(this);
      if (at - takenSeen == ring.length) {
        return false;
      }
    }
    ring[(int) at & (ring.length - 1)] = element;
    OFFERED.setRelease(this, at + 1);
    return true;
  }

  /**
   * Takes the element that came first. Consumer only.
   *
   * @return the element, or null if the queue is empty
   */
  @SuppressWarnings("unchecked") // offer stores only E
  public @Nullable E poll() {
    @Nullable Object[] ring = slots;
    long at = (long) TAKEN.get(this);
    if (!hasElementAt(at)) {
      return null;
    }
    int slot = (int) at & (ring.length - 1);
    E element = (E) ring[slot];
    ring[slot] = null; // before the release: the slot is the producer's after it
    TAKEN.setRelease(this, at + 1);
    return element;
  }

  /**
   * Looks at the element that came first. Consumer only.
   *
   * @return the element, or null if the queue is empty
   */
  @SuppressWarnings("unchecked") // offer stores only E
  public @Nullable E peek() {
    long at = (long) TAKEN.get(this);
    return hasElementAt(at) ? (E) slots[(int) at & (slots.length - 1)] : null;
  }

  private boolean hasElementAt(long index) {
    if (index == offeredSeen) {
      offeredSeen = (long) OFFERED.getAcquire(this);
    }
    return index != offeredSeen;
  }

  /**
   * How many elements there are: the number at one moment during the call. Any thread.
   *
   * @return the number, from 0 to the capacity
   */
  public int size() {
    long from = taken;
    while (true) {
      long to = offered;
      long again = taken;
      if (again == from) { // it only grows: it was the same when the other was read
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
}

/** What the producer writes. */
abstract class SpscProducer extends Padding {
  volatile long offered; // how many elements it has put in
  long takenSeen; // a lower bound of taken; producer only
}

/** Keeps what the consumer writes off the cache line of the producer. */
@SuppressWarnings("unused") // that is the point
abstract class SpscGap extends SpscProducer {
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;
}

/** What the consumer writes. */
abstract class SpscConsumer extends SpscGap {
  volatile long taken; // how many elements it has taken out
  long offeredSeen; // a lower bound of offered; consumer only
}
