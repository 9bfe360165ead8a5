package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The number itself; {@link PaddedLong} adds what keeps followers away. */
abstract class PaddedLongValue extends Padding {
  volatile long value;
}

/** A number that shares its cache line with nothing. */
@SuppressWarnings("unused") // the padding
final class PaddedLong extends PaddedLongValue {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PaddedLongValue.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  long get() {
    return value;
  }

  boolean cas(long from, long to) {
    return VALUE.compareAndSet(this, from, to);
  }
}
