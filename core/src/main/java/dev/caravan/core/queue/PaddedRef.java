package dev.caravan.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The reference itself; {@link PaddedRef} adds what keeps followers away. */
abstract class PaddedRefValue<T> extends Padding {
  volatile T value;

  PaddedRefValue(T value) {
    this.value = value;
  }
}

/** A reference that shares its cache line with nothing. */
@SuppressWarnings("unused") // the padding
final class PaddedRef<T> extends PaddedRefValue<T> {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PaddedRefValue.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  PaddedRef(T value) {
    super(value);
  }

  T get() {
    return value;
  }

  boolean cas(T from, T to) {
    return VALUE.compareAndSet(this, from, to);
  }
}
