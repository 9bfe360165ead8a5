package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded first-in first-out queue for any number of producers and one consumer, who can close
 * it and put elements back: for mailboxes and run queues. Nothing is lost or taken twice. An offer
 * never has to try again, whatever others do; a suspended producer stops neither the consumer nor
 * other producers. What a producer did before {@link #offer} happens before what the consumer does
 * after it got that element.
 *
 * <p><b>One consumer.</b> At any time only one thread may call the methods that say so. The role
 * may pass from one thread to another if what the first did happens before what the second does.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="mpsc-queue"}
 *
 * <p>Source: Adas and Friedman, "Jiffy: a fast, memory efficient, wait-free multi-producers
 * single-consumer queue" (2020); closing and the way back are those of OCaml's Saturn.
 *
 * @param <E> the type of the elements
 */
public final class MpscQueue<E> extends MpscConsumer<E> {
  /*
   * A producer takes the next ticket by fetch-and-add and puts its element into the slot of that
   * number. The slots are in a list of segments; who needs one that is not there appends it.
   *
   * Slot states: null ──offer──► element ──poll──► null;  null ──close──► SEALED.
   *
   * The consumer takes the element at next, if it is there. If it is not, but later ones are, its
   * producer is on the way: the consumer takes the first that is there, and remembers the slots it
   * left out as holes. It reads how many tickets were given before it looks, and looks no further.
   * So if the slot of an older ticket was empty, its offer had not ended when that of the element
   * taken began: to take this one first is in order.
   *
   * close sets the sign bit of the tickets, so that later producers are refused, and then goes
   * through the slots of all tickets that were given: what is there it keeps for itself, where there
   * is nothing it leaves SEALED, and the producer on the way there is refused too.
   *
   * Differences from the source: the holes are listed, so that a suspended producer does not make
   * every poll look at all that was taken since; the limit of the look makes a second one needless;
   * and closing.
   *
   * Access. tickets: producers, by getAndAdd; the consumer reads it volatile, which decides that the
   * queue is empty. last: a place from which the end is near. A producer reads it before it takes
   * its ticket, and it is only moved to segments with a ticket given: so it is never beyond the
   * producer's own. Slots: the CAS of offer publishes the element, an acquire gets it. Once taken,
   * nobody else looks at a slot, so clearing is plain. All fields of MpscConsumer: consumer only.
   */
  private static final long CLOSED = Long.MIN_VALUE;
  private static final int FIRST_LENGTH = 8; // there may be very many mailboxes
  private static final int LAST_LENGTH = 512;
  private static final Object SEALED = new Object();
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle TICKETS;
  private static final VarHandle LAST;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TICKETS = lookup.findVarHandle(MpscProducers.class, "tickets", long.class);
      LAST = lookup.findVarHandle(MpscProducers.class, "last", Segment.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The slots of consecutive tickets. */
  static final class Segment {
    final long from;
    final @Nullable Object[] slots;
    volatile @Nullable Segment next;

    Segment(long from, int length) {
      this.from = from;
      slots = new Object[length];
    }

    long end() {
      return from + slots.length;
    }

    /** The one that has the slot of a ticket, from this one on; appends what is missing. */
    Segment of(long ticket) {
      Segment segment = this;
      while (ticket >= segment.end()) {
        segment = segment.nextOrNew();
      }
      return segment;
    }

    private Segment nextOrNew() {
      Segment known = next;
      if (known != null) {
        return known;
      }
      Segment made = new Segment(end(), Math.min(LAST_LENGTH, slots.length * 2));
      Segment other = (Segment) NEXT.compareAndExchange(this, (Segment) null, made);
      return other == null ? made : other;
    }

    boolean put(long ticket, Object element) {
      return SLOT.compareAndSet(slots, (int) (ticket - from), null, element);
    }

    @Nullable Object get(long ticket) {
      return SLOT.getAcquire(slots, (int) (ticket - from));
    }

    void clear(long ticket) {
      slots[(int) (ticket - from)] = null;
    }

    @Nullable Object seal(long ticket) {
      return SLOT.getAndSet(slots, (int) (ticket - from), SEALED);
    }
  }

  /** The place of a ticket whose element had not arrived when later ones were taken. */
  record Hole(Segment segment, long ticket) {
    @Nullable Object get() {
      return segment.get(ticket);
    }
  }

  /** Makes an empty queue. */
  public MpscQueue() {
    super(new Segment(0, FIRST_LENGTH));
  }

  /**
   * Adds an element at the end, unless the queue is closed. Any thread.
   *
   * @param element the element
   * @return false if the queue is closed; then the consumer will not see the element
   * @throws NullPointerException if the element is null; nothing is added
   */
  public boolean offer(E element) {
    Objects.requireNonNull(element, "element");
    Segment seen = last; // before the ticket
    long ticket = (long) TICKETS.getAndAdd(this, 1L);
    if (ticket < 0) {
      return false;
    }
    Segment segment = seen.of(ticket);
    if (segment != seen) {
      LAST.compareAndSet(this, seen, segment); // if it fails, others have moved it
    }
    return segment.put(ticket, element);
  }

  /**
   * Puts an element before all others: the next poll takes it. Also when the queue is closed.
   * Consumer only.
   *
   * @param element the element
   * @throws NullPointerException if the element is null; nothing is added
   */
  public void pushFirst(E element) {
    front.addFirst(Objects.requireNonNull(element, "element"));
  }

  /**
   * Takes the first element. Consumer only.
   *
   * @return the element, or null if the queue is empty; once closed, it stays so until something is
   *     {@linkplain #pushFirst put back}
   */
  public @Nullable E poll() {
    E put = front.pollFirst();
    if (put != null || isClosed) {
      return put;
    }
    if (holes.isEmpty() && (next < first.end() || moveOn())) {
      Object element = first.get(next);
      if (element != null) {
        return take(first, next++, element);
      }
    }
    return next == tickets && holes.isEmpty() ? null : pollBesideHoles();
  }

  /**
   * Looks at the first element. Consumer only.
   *
   * @return the element, or null if the queue is empty
   */
  public @Nullable E peek() {
    E element = poll();
    if (element != null) {
      front.addFirst(element); // it stays the first, even if an older one arrives
    }
    return element;
  }

  /**
   * Whether there is nothing to take. Consumer only.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return peek() == null;
  }

  /**
   * Refuses producers from now on. What was offered before can still be taken; each offer has
   * either returned true before, or is among those, or returns false. Consumer only.
   *
   * @throws IllegalStateException if the queue is closed already
   */
  public void close() {
    if (isClosed) {
      throw new IllegalStateException("the queue is closed already");
    }
    isClosed = true;
    long end = (long) TICKETS.getAndBitwiseOr(this, CLOSED);
    for (Hole hole : holes) {
      keep(hole.segment.seal(hole.ticket));
    }
    holes.clear();
    for (; next < end; next++) {
      first = first.of(next);
      keep(first.seal(next));
    }
  }

  /**
   * Whether the queue was closed: then every later offer returns false. Any thread.
   *
   * @return true if closed
   */
  public boolean isClosed() {
    return tickets < 0;
  }

  @SuppressWarnings("unchecked") // offer stores only E
  private void keep(@Nullable Object arrived) {
    if (arrived != null) {
      front.addLast((E) arrived);
    }
  }

  /** To the next segment; false if there is none yet, so that nothing is in it. */
  private boolean moveOn() {
    Segment following = first.next;
    if (following != null) {
      first = following;
    }
    return following != null;
  }

  /** Takes the first element that is there, where there may be gaps before it. */
  private @Nullable E pollBesideHoles() {
    Hole found = firstBefore(tickets); // read before any slot
    if (found == null) {
      return null;
    }
    if (found.ticket < next) {
      holes.remove(found);
    } else {
      skipTo(found.ticket);
      next++;
    }
    return take(found.segment, found.ticket, found.get());
  }

  /** The first place before a ticket where there is something; all holes are before it. */
  private @Nullable Hole firstBefore(long end) {
    for (Hole hole : holes) {
      if (hole.get() != null) {
        return hole;
      }
    }
    Segment segment = first;
    for (long ticket = next; ticket < end; ticket++) {
      if (ticket == segment.end()) {
        Segment following = segment.next;
        if (following == null) {
          return null;
        }
        segment = following;
      }
      if (segment.get(ticket) != null) {
        return new Hole(segment, ticket);
      }
    }
    return null;
  }

  private void skipTo(long ticket) {
    for (; next < ticket; next++) {
      first = first.of(next);
      holes.add(new Hole(first, next));
    }
    first = first.of(ticket);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // offer stores only E, and it was there
  private E take(Segment segment, long ticket, @Nullable Object element) {
    segment.clear(ticket);
    return (E) element;
  }
}

/** What producers change. */
abstract class MpscProducers {
  volatile long tickets; // how many were given; negative once closed
  volatile MpscQueue.Segment last;

  MpscProducers(MpscQueue.Segment first) {
    last = first;
  }
}

/** Keeps what the consumer changes off the cache line of the producers. */
@SuppressWarnings("unused") // that is the point
abstract class MpscGap extends MpscProducers {
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  MpscGap(MpscQueue.Segment first) {
    super(first);
  }
}

/** What the consumer changes. */
abstract class MpscConsumer<E> extends MpscGap {
  MpscQueue.Segment first;
  long next; // the first ticket that was neither taken nor listed as a hole
  final List<MpscQueue.Hole> holes = new ArrayList<>(0); // in the order of their tickets
  final ArrayDeque<E> front = new ArrayDeque<>(1); // goes before all that is in the segments
  boolean isClosed;

  MpscConsumer(MpscQueue.Segment first) {
    super(first);
    this.first = first;
  }
}
