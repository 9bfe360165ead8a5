package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one end of a ring writes; {@link RingEnd} adds what keeps followers away. */
abstract class RingEndFields extends Padding {
  volatile long index; // the next place; only grows
  long otherSeen; // a lower bound of the other end's index; this end only
}

/** One end of a ring that has one user: its index, on a cache line of its own. */
@SuppressWarnings("unused") // the padding
final class RingEnd extends RingEndFields {
  private static final VarHandle INDEX;

  static {
    try {
      INDEX = MethodHandles.lookup().findVarHandle(RingEndFields.class, "index", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  /** For the user of this end. */
  long indexPlain() {
    return (long) INDEX.get(this);
  }

  /** For the user of the other end: what was done to the places below is seen too. */
  long indexAcquire() {
    return (long) INDEX.getAcquire(this);
  }

  void setIndexRelease(long value) {
    INDEX.setRelease(this, value);
  }
}
