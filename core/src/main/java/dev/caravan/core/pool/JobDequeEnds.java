package dev.caravan.core.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps the ends off the cache line of whatever lies before them in memory. */
@SuppressWarnings("unused") // that is the point
abstract class BeforeEnds {
  private int gap; // beside the header, where the JVM would put a field of a subclass
  private long o00, o01, o02, o03, o04, o05, o06, o07;
  private long o08, o09, o10, o11, o12, o13, o14, o15;
}

/** What the thieves of a {@link JobDeque} change, or read with it. */
abstract class StealingEnd extends BeforeEnds {
  volatile @Nullable Object[] ring;
  long top; // others than its writer read it by top()

  StealingEnd(int capacity) {
    ring = new Object[capacity];
  }
}

/** Keeps the two ends on different cache lines. */
@SuppressWarnings("unused") // that is the point
abstract class BetweenEnds extends StealingEnd {
  private int gap; // beside the ring, for the same reason
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  BetweenEnds(int capacity) {
    super(capacity);
  }
}

/** What the owner of a {@link JobDeque} changes. */
abstract class OwnersEnd extends BetweenEnds {
  long bottom; // others read it by bottomVolatile()
  long limit; // bottom <= limit <= top + ring.length; push need not read the contended top
  @Nullable Object[] ownRing; // = ring
  int mask; // of the places in it, so that the place need not wait for the ring's length

  OwnersEnd(int capacity) {
    super(capacity);
    limit = capacity;
    ownRing = ring;
    mask = capacity - 1;
  }
}

/** The ends of a {@link JobDeque}, on cache lines of their own. */
@SuppressWarnings("unused") // the padding
abstract class JobDequeEnds extends OwnersEnd {
  private static final VarHandle TOP;
  private static final VarHandle BOTTOM;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TOP = lookup.findVarHandle(StealingEnd.class, "top", long.class);
      BOTTOM = lookup.findVarHandle(OwnersEnd.class, "bottom", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long q00, q01, q02, q03, q04, q05, q06, q07;
  private long q08, q09, q10, q11, q12, q13, q14, q15;

  JobDequeEnds(int capacity) {
    super(capacity);
  }

  final long top() {
    return (long) TOP.getVolatile(this);
  }

  /** A top that may be out of date. */
  final long topOpaque() {
    return (long) TOP.getOpaque(this);
  }

  /** The bottom, for others than the owner. */
  final long bottomVolatile() {
    return (long) BOTTOM.getVolatile(this);
  }
}
