package dev.caravan.core.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded deque of jobs with one owner and any number of thieves, for a scheduler. The owner
 * pushes and pops at one end, newest first; thieves steal at the other, oldest first; and anybody
 * who knows the {@linkplain #nextPlace place} of a job can {@linkplain #take take} it from wherever
 * it is, as somebody does who needs its result. Pushing never fails; nothing is lost or taken
 * twice. What the owner did before {@link #push} happens before what somebody does after having
 * taken that job.
 *
 * <p>Lock-free for the owner and for {@link #take}, but not for thieves: whoever is suspended just
 * at the oldest job (a thief, a taker, the owner who pops the last one or makes the ring larger)
 * keeps thieves from what is left, though not from seeing that there {@linkplain #size is}
 * something.
 *
 * <p>A job is an object of its own: pushing the same object a second time is a mistake, which is
 * not detected.
 *
 * <p>Source: the queues of {@code java.util.concurrent.ForkJoinPool} (Lea, "A Java fork/join
 * framework", 2000, and its later comments), where the slots decide who gets what.
 *
 * @param <E> the type of the jobs
 */
final class JobDeque<E> extends JobDequeEnds {
  /*
   * Jobs live at indices [top, bottom) of an array used as a ring. Slots decide: a job is taken by
   * whoever replaces it in its slot by CAS. Thieves look at top and at slots, and never at bottom,
   * which the owner changes all the time; the owner looks at slots, and never at top, except when
   * the ring seems full. That is what the ends' cache lines are kept apart for.
   *
   * Slot states: null ──push──► job ──taken at an end──► null
   *                              └─taken between the ends─► mark ──an end comes by──► null
   *
   * Only whoever emptied the slot of index top moves top: until then the others find null there and
   * leave. So one writes top at a time; and a plain store will do, since a slot's own CAS comes
   * before what the owner puts into the slot later, whatever the order in which others see top.
   * Who is suspended between the two steps holds up thieves (size() tells them that there is more),
   * but not the owner, and not take.
   *
   * That a slot holds index i and no other is known as follows. Live indices span no more than the
   * ring, since push waits for top before it uses a slot again. So what is seen in the slot of top,
   * with top unchanged after, is of index top. Jobs and marks are objects of their own, so if a
   * later CAS finds it still there, it is still that. A place is an index without its upper half;
   * that it is the same index as top follows from the job being in the slot.
   *
   * Growing moves the jobs by exchange, so a slot of the old ring decides until it is empty.
   *
   * The owner reads slots plainly. A compiler may take such a read out of a loop, so what loops
   * around it has a CAS in each round, whose failure shows what the next read has to see.
   *
   * After the deciding CAS there are no calls: one that overflowed the stack would lose the job.
   */
  private static final int FIRST_CAPACITY = 64;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  /** Stands where a job was taken between the ends. A new one each time: see above. */
  private static final class Mark {}

  /** Makes an empty deque. */
  JobDeque() {
    this(FIRST_CAPACITY);
  }

  /**
   * Makes an empty deque with a given first capacity; it grows by doubling.
   *
   * @param capacity a power of two, at least 2
   */
  JobDeque(int capacity) {
    super(checked(capacity));
  }

  private static int checked(int capacity) {
    if (capacity < 2 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "the first capacity of a deque is a power of two and at least 2, not " + capacity);
    }
    return capacity;
  }

  // ---- the owner

  /**
   * The place of the job that is pushed next, if the owner does nothing else before. Owner only.
   *
   * @return what {@link #take} wants to know
   */
  int nextPlace() {
    makeRoom(); // now: it may drop marks, and so change the place
    return (int) bottom;
  }

  /**
   * Adds a job at the owner's end. Owner only.
   *
   * @param job the job
   */
  void push(E job) {
    Objects.requireNonNull(job, "job");
    makeRoom();
    long b = bottom;
    SLOT.setRelease(ownRing, (int) b & mask, job);
    bottom = b + 1;
  }

  /**
   * Whether a place is the newest of those in use. Owner only.
   *
   * @param place the place
   * @return true if so
   */
  boolean isNewest(int place) {
    return place == (int) bottom - 1;
  }

  private void makeRoom() {
    if (looksFull()) {
      makeRoomInFullRing();
    }
  }

  private void makeRoomInFullRing() {
    limit = top() + ownRing.length;
    if (looksFull()) {
      Object _ = newestJob(); // which drops marks
    }
    if (looksFull()) {
      grow();
    }
  }

  private boolean looksFull() {
    return bottom >= limit;
  }

  private void grow() {
    @Nullable Object[] old = ownRing;
    @Nullable Object[] bigger = new Object[old.length * 2];
    Object _ = SLOT.getAndSet(bigger, 0, (Object) null); // if the stack overflows, then here
    for (long i = limit - old.length; i < bottom; i++) {
      bigger[(int) i & (bigger.length - 1)] =
          SLOT.getAndSet(old, (int) i & (old.length - 1), (Object) null);
    }
    limit += bigger.length - old.length;
    ownRing = bigger;
    mask = bigger.length - 1;
    ring = bigger;
  }

  /**
   * Takes the newest job. Owner only.
   *
   * @return the job, or null if there is none
   */
  @SuppressWarnings("unchecked") // what is no mark was pushed
  @Nullable E pop() {
    Object newest = newestJob();
    while (newest != null && !takeNewestJob(newest)) {
      newest = newestJob();
    }
    return (E) newest;
  }

  /**
   * Takes the newest job if it is the given one. Owner only.
   *
   * @param job the job expected
   * @return true if it was there and is now taken
   */
  boolean popIf(E job) {
    return newestJob() == job && takeNewestJob(job);
  }

  private boolean takeNewestJob(Object job) {
    if (!takeNewest(job)) {
      return false;
    }
    try {
      Object _ = newestJob(); // drops marks, so that the next push does not bury them
    } catch (StackOverflowError noRoom) {
      // then they stay for now; the job is the caller's
    }
    return true;
  }

  /**
   * The newest job, which somebody may be taking. Owner only.
   *
   * @return the job; null if there is none
   */
  @SuppressWarnings("unchecked") // what is no mark was pushed
  @Nullable E peekNewest() {
    return (E) newestJob();
  }

  /** What is newest once the marks above it are dropped. */
  private @Nullable Object newestJob() {
    Object newest = newest();
    while (newest instanceof Mark) {
      if (!takeNewest(newest)) {
        return null; // a thief did, so there is nothing below
      }
      newest = newest();
    }
    return newest;
  }

  /** What is in the newest place; null if there is none, or if that was taken. */
  private @Nullable Object newest() {
    return ownRing[(int) (bottom - 1) & mask];
  }

  private boolean takeNewest(Object seen) {
    long b = bottom - 1;
    if (!SLOT.compareAndSet(ownRing, (int) b & mask, seen, (Object) null)) {
      return false;
    }
    bottom = b;
    return true;
  }

  /**
   * Whether there is nothing to take; cheaper than {@link #isEmpty()}. Owner only.
   *
   * @return true if empty; others may make it so at any time
   */
  boolean isEmptyForOwner() {
    return bottom <= topOpaque();
  }

  // ---- any thread

  /**
   * Takes the oldest job. Any thread.
   *
   * @return the job; null if there is none, or if somebody is just at it
   */
  @Nullable E steal() {
    return stealIf(_ -> true);
  }

  /**
   * Takes the oldest job if it is wanted. Any thread.
   *
   * @param wanted whether to take it; may also be asked of a job that somebody else takes
   * @return the job; null if there is none, if it is not wanted, or if somebody is just at it
   */
  @SuppressWarnings("unchecked") // what is no mark was pushed
  @Nullable E stealIf(Predicate<? super E> wanted) {
    while (true) {
      long t = top();
      @Nullable Object[] array = ring;
      int slot = (int) t & (array.length - 1);
      Object oldest = SLOT.getAcquire(array, slot);
      if (oldest == null) {
        return null;
      }
      if (t == top()) { // so that is of index t
        boolean isJob = !(oldest instanceof Mark);
        if (isJob && !wanted.test((E) oldest)) {
          return null;
        }
        if (SLOT.compareAndSet(array, slot, oldest, (Object) null)) {
          top = t + 1;
          if (isJob) {
            return (E) oldest;
          }
        }
      }
    }
  }

  /**
   * Takes a certain job. Any thread.
   *
   * @param job the job
   * @param place what {@link #nextPlace} was when it was pushed
   * @return true if it is taken by this call; false if it was taken before, or if the owner is just
   *     moving it to a larger array, where it stays
   */
  boolean take(E job, int place) {
    long t = top();
    @Nullable Object[] array = ring;
    int slot = place & (array.length - 1);
    if (SLOT.getAcquire(array, slot) != job) {
      return false;
    }
    if ((int) t != place || t != top()) {
      return SLOT.compareAndSet(array, slot, job, new Mark());
    }
    if (!SLOT.compareAndSet(array, slot, job, (Object) null)) {
      return false;
    }
    top = t + 1;
    return true;
  }

  /**
   * Drops the oldest jobs as long as they are useless. Any thread.
   *
   * @param useless whether a job is useless; once it is, it stays so
   */
  void dropOldestWhile(Predicate<? super E> useless) {
    while (stealIf(useless) != null) {
      // the next
    }
  }

  /**
   * How many places are in use, those of jobs that were taken between the ends included: a
   * snapshot. Zero means that there is nothing to take; after the last job was taken between the
   * ends, it is not zero before somebody has tried to steal or to pop one.
   *
   * @return the number, never negative
   */
  int size() {
    long t = top();
    return (int) Math.max(0, bottomVolatile() - t);
  }

  /**
   * Whether no place is in use, and so there is nothing to take.
   *
   * @return true if {@link #size} is zero
   */
  boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Whether a thief finds nothing; reads nothing that the owner writes often. Any thread.
   *
   * @return true if empty at the moment, or if somebody is just at the oldest job
   */
  boolean isEmptyForThieves() {
    long t = top();
    @Nullable Object[] array = ring;
    return SLOT.getAcquire(array, (int) t & (array.length - 1)) == null;
  }
}
