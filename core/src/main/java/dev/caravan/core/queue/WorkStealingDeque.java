package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded deque with one owner and any number of thieves. The owner pushes and pops at one
 * end, newest first; thieves steal at the other, oldest first. Pushing never fails; nothing is lost
 * or taken twice. What the owner did before {@link #push} happens before what a thief does after it
 * stole that element.
 *
 * <p><b>One owner.</b> At any time only one thread may call {@link #push} and {@link #pop}. The
 * role may pass from one thread to another if what the first did happens before what the second
 * does.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="work-stealing-deque"}
 *
 * <p>Source: Chase and Lev, "Dynamic circular work-stealing deque" (SPAA 2005), with the memory
 * orders of Lê, Pop, Cohen and Zappa Nardelli (PPoPP 2013).
 *
 * @param <E> the type of the elements
 */
public final class WorkStealingDeque<E> {
  /*
   * Elements live at indices [top, bottom) of an array used as a ring. The owner alone writes
   * bottom and replaces the array; top only grows, by CAS, and whoever moves it over an index owns
   * the element there.
   *
   * States of an index i, and whose step it is:
   *   free (i >= bottom) ──owner, push: bottom = i + 1──► held (top <= i < bottom)
   *   held ──owner, pop of one that is not the last: bottom = i──► free
   *   held ──thief, steal, or owner, pop of the last: CAS top from i to i + 1──► gone (i < top)
   * While pop decides whether it has the last one, bottom is at it already: it seems to be free.
   *
   * Differences from the papers. The array is never shrunk. A slot taken by pop is cleared by the
   * owner; a slot that was stolen is cleared by the owner at its next push or empty pop (cleared
   * trails top), so a long-lived deque keeps no element alive for long. A thief that reads a slot
   * cleared or reused under it loses the CAS on top, since clearing follows top.
   *
   * pop: the store of bottom must be visible before the load of top (full fence), or the owner and
   * a thief could both take the last element. steal: the load of top must come before the load of
   * bottom (both volatile).
   *
   * Access. top: CAS by thieves and the owner, read volatile. bottom: only the owner writes it, and
   * reads it plain; push does so with a release, which hands the element over to the thief that reads
   * bottom volatile. ring: only the owner writes it, volatile and before the bottom that needs it, so
   * a thief, which reads it after bottom, gets one that has the element. Slots: only the owner writes
   * them, plain. A thief's read of one may race with that, which is benign: it loses the CAS then.
   */
  private static final int FIRST_CAPACITY = 64;
  private static final VarHandle TOP;
  private static final VarHandle BOTTOM;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TOP = lookup.findVarHandle(WorkStealingDeque.class, "top", long.class);
      BOTTOM = lookup.findVarHandle(WorkStealingDeque.class, "bottom", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // thieves and owner
  private volatile long top;
  // written by the owner, read by thieves
  private volatile long bottom;
  private volatile @Nullable Object[] ring;
  // owner only
  private long topSeen; // a lower bound of top, so that push need not read the contended word
  private long cleared; // every slot below is null or belongs to a newer element

  /** Makes an empty deque. */
  public WorkStealingDeque() {
    this(FIRST_CAPACITY);
  }

  /**
   * Makes an empty deque with a given first capacity; it grows by doubling.
   *
   * @param capacity a power of two, at least 2
   */
  public WorkStealingDeque(int capacity) {
    if (capacity < 2 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "the first capacity of a deque is a power of two and at least 2, not " + capacity);
    }
    ring = new Object[capacity];
  }

  /**
   * Adds an element at the owner's end. Owner only.
   *
   * @param element the element
   */
  public void push(E element) {
    Objects.requireNonNull(element, "element");
    long b = bottomPlain();
    @Nullable Object[] array = ring;
    if (b - topSeen >= array.length) {
      topSeen = top;
      clearStolen(array);
      if (b - topSeen >= array.length) {
        array = grown(array, topSeen, b);
      }
    }
    array[(int) b & (array.length - 1)] = element;
    setBottomRelease(b + 1);
  }

  private @Nullable Object[] grown(@Nullable Object[] old, long from, long to) {
    @Nullable Object[] bigger = new Object[old.length * 2];
    for (long i = from; i < to; i++) {
      bigger[(int) i & (bigger.length - 1)] = old[(int) i & (old.length - 1)];
    }
    ring = bigger;
    return bigger;
  }

  /**
   * Takes the newest element. Owner only.
   *
   * @return the element, or null if the deque is empty
   */
  @SuppressWarnings("unchecked") // push stores only E
  public @Nullable E pop() {
    long b = bottomPlain() - 1;
    @Nullable Object[] array = ring;
    setBottomVolatile(b); // the full fence of this store orders it before the load of top
    long t = top;
    if (b < t) {
      setBottomRelease(t);
      topSeen = t;
      clearStolen(array);
      return null;
    }
    int slot = (int) b & (array.length - 1);
    E element = (E) array[slot];
    if (b == t) { // the last element: thieves may want it too
      boolean won = casTop(t, t + 1);
      setBottomRelease(t + 1);
      if (!won) {
        return null;
      }
    }
    array[slot] = null;
    return element;
  }

  /**
   * Takes the oldest element. Any thread.
   *
   * @return the element; null if the deque is empty or another thief came first
   */
  @SuppressWarnings("unchecked") // push stores only E
  public @Nullable E steal() {
    long t = top;
    long b = bottom;
    if (t >= b) {
      return null;
    }
    @Nullable Object[] array = ring;
    E element = (E) SLOT.getAcquire(array, (int) t & (array.length - 1));
    return casTop(t, t + 1) ? element : null;
  }

  /**
   * How many elements there are. Any thread. For the owner it is exact, at some moment during the
   * call; for others an estimate, since the owner may be about to take the last element.
   *
   * @return the number, never negative
   */
  public int size() {
    long t = top;
    return (int) Math.max(0, bottom - t);
  }

  /**
   * Whether there is nothing to take. Any thread. As exact as {@link #size}.
   *
   * @return true if empty at the moment
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Forgets elements that thieves took. A slot can be cleared once top has passed it: a thief that
   * still reads it will fail its CAS.
   */
  private void clearStolen(@Nullable Object[] array) {
    long from = Math.max(cleared, topSeen - array.length);
    for (long i = from; i < topSeen; i++) {
      array[(int) i & (array.length - 1)] = null;
    }
    cleared = topSeen;
  }

  private long bottomPlain() {
    return (long) BOTTOM.get(this);
  }

  private void setBottomRelease(long value) {
    BOTTOM.setRelease(this, value);
  }

  private void setBottomVolatile(long value) {
    bottom = value;
  }

  private boolean casTop(long from, long to) {
    return TOP.compareAndSet(this, from, to);
  }
}
