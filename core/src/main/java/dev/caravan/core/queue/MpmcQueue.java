package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded first-in first-out queue for any number of producers and consumers. Adding never
 * fails and never waits; nothing is lost or taken twice. Elements leave in the order of their
 * arrival; what a producer did before {@link #add} happens before what a consumer does after it got
 * that element. Costs no node per element: four bytes of an array that many elements share.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="mpmc-queue"}
 *
 * <p>Source: Correia and Ramalhete, "FAAArrayQueue" (2016), a simplification of Morrison and Afek,
 * "Fast concurrent queues for x86 processors" (PPoPP 2013).
 *
 * @param <E> the type of the elements
 */
public final class MpmcQueue<E> {
  /*
   * A list of segments, each an array with two counters that only grow. A producer takes the next
   * index of the last segment by fetch-and-add and puts its element there; a consumer takes the next
   * index of the first segment and takes what it finds there. A consumer that comes first leaves
   * TAKEN, and the producer of that index tries the next one. Whoever finds a segment used up moves
   * on to the next, which a producer appends with its element in it.
   *
   * Slot states: null ──add──► element ──poll──► TAKEN;  null ──poll──► TAKEN.
   *
   * States of a segment, each step by whoever comes to it:
   *   open ──add: added reaches the length──► full ──add that finds it full: CAS next──► followed
   *   followed ──poll: polled reaches the length──► used up ──poll: CAS first──► dropped
   *
   * A thread that is suspended in between holds up nobody: an index whose producer does not come
   * costs a consumer one look, and a last that was not moved is moved by the next producer.
   *
   * Differences from the source: segments grow from small to large, so that an unused queue is
   * small; and a consumer that sees no producer ahead of it leaves without taking an index.
   *
   * Access. added: producers, by getAndAdd; consumers read it volatile, which decides that nothing is
   * there. polled: consumers, by getAndAdd; anybody reads it volatile, before added and after next.
   * Slots: the CAS of add publishes the element, the getAndSet of poll gets it; nothing else reads
   * them. next: written once, by the CAS of a producer; that publishes the new segment, so its first
   * element and count are written plain. first: consumers, by CAS; last: producers, by CAS. Both are
   * read volatile and may lag behind, as the segments after them are found through next.
   */
  private static final int FIRST_LENGTH = 16;
  private static final int LAST_LENGTH = 1_024;
  private static final Object TAKEN = new Object();
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle FIRST;
  private static final VarHandle LAST;
  private static final VarHandle NEXT;
  private static final VarHandle ADDED;
  private static final VarHandle POLLED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FIRST = lookup.findVarHandle(MpmcQueue.class, "first", Segment.class);
      LAST = lookup.findVarHandle(MpmcQueue.class, "last", Segment.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
      ADDED = lookup.findVarHandle(Producers.class, "added", int.class);
      POLLED = lookup.findVarHandle(Consumers.class, "polled", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What the producers of a segment change. */
  private abstract static class Producers {
    volatile int added; // indices given to producers; beyond the length if they found it full
  }

  /** Keeps the two counters on different cache lines. */
  @SuppressWarnings("unused") // that is the point
  private abstract static class Between extends Producers {
    private long p00, p01, p02, p03, p04, p05, p06, p07;
    private long p08, p09, p10, p11, p12, p13, p14, p15;
  }

  /** What the consumers of a segment change. */
  private abstract static class Consumers extends Between {
    volatile int polled; // indices given to consumers; beyond the length if they found it used up
  }

  private static final class Segment extends Consumers {
    final @Nullable Object[] slots;
    volatile @Nullable Segment next;

    Segment(int length) {
      slots = new Object[length];
    }

    /** A segment that begins with an element. */
    Segment(int length, Object element) {
      this(length);
      slots[0] = element;
      ADDED.set(this, 1);
    }

    boolean put(Object element) {
      int at = (int) ADDED.getAndAdd(this, 1);
      while (at < slots.length) {
        if (SLOT.compareAndSet(slots, at, null, element)) {
          return true;
        }
        at = (int) ADDED.getAndAdd(this, 1); // a consumer was here before us
      }
      return false;
    }

    /** How many indices producers have that no consumer has; 0 only if it was so at one time. */
    int size() {
      int taken = polled; // read first: it only grows, so what is equal now was not less before
      return Math.max(0, Math.min(added, slots.length) - taken);
    }
  }

  private volatile Segment first;
  private volatile Segment last;

  /** Makes an empty queue. */
  public MpmcQueue() {
    first = new Segment(FIRST_LENGTH);
    last = first;
  }

  /**
   * Adds an element at the end. Any thread.
   *
   * @param element the element
   * @throws NullPointerException if the element is null; nothing is added
   */
  public void add(E element) {
    Objects.requireNonNull(element, "element");
    while (true) {
      Segment segment = last;
      if (segment.put(element)) {
        return;
      }
      Segment next = segment.next;
      if (next == null) {
        int length = Math.min(LAST_LENGTH, segment.slots.length * 2);
        Segment made = new Segment(length, element);
        if (NEXT.compareAndSet(segment, (Segment) null, made)) {
          LAST.compareAndSet(this, segment, made);
          return;
        }
        next = segment.next;
      }
      LAST.compareAndSet(this, segment, next);
    }
  }

  /**
   * Takes the element that came first. Any thread.
   *
   * @return the element, or null if the queue is empty
   */
  @SuppressWarnings("unchecked") // add stores only E
  public @Nullable E poll() {
    while (true) {
      Segment segment = first;
      if (segment.size() == 0) {
        if (!moveOnFrom(segment)) {
          return null;
        }
        continue;
      }
      int at = (int) POLLED.getAndAdd(segment, 1);
      if (at < segment.slots.length) {
        Object element = SLOT.getAndSet(segment.slots, at, TAKEN);
        if (element != null) {
          return (E) element;
        }
      }
    }
  }

  /**
   * Goes on to the segment after one where every index that was given to a producer was given to a
   * consumer; false if there is no more to take.
   */
  private boolean moveOnFrom(Segment segment) {
    Segment next = segment.next;
    if (next == null) {
      return false;
    }
    if (segment.polled >= segment.slots.length) { // read after next: no producer can come back here
      FIRST.compareAndSet(this, segment, next);
    }
    return true;
  }

  /**
   * Whether there is nothing to take. True is exact: there was such a moment during the call. False
   * may also mean that an element is just arriving, which {@link #poll} may not find yet.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    for (Segment segment = first; segment != null; segment = segment.next) {
      if (segment.size() > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many elements there are: exact while nobody adds or polls, otherwise an estimate.
   *
   * @return the number, never negative
   */
  public int size() {
    int size = 0;
    for (Segment segment = first; segment != null; segment = segment.next) {
      size += segment.size();
    }
    return size;
  }
}
