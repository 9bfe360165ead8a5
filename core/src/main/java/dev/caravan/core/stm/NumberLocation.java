package dev.caravan.core.stm;

import dev.caravan.core.kernel.NoEffects;
import java.util.function.LongUnaryOperator;

/** What {@link TInt} and {@link TLong} have in common: a number, the same if it is equal. */
abstract sealed class NumberLocation extends Location permits TInt, TLong {

  NumberLocation(long value, TxnMode mode) {
    super(new LongState(value), mode);
  }

  final LongState found() {
    return (LongState) state();
  }

  /** The number as this kind of location holds it. */
  abstract long wrapped(long value);

  final long value() {
    return found().value();
  }

  /** Puts a value in place of a state; a value that is already there is left. */
  final boolean replace(LongState found, long before, long next) {
    if (before == next) {
      return true;
    }
    boolean done = compareAndSet(found, new LongState(next));
    if (done) {
      changed();
    }
    return done;
  }

  final long exchange(long next) {
    NoEffects.refuse("change the location that holds", this);
    while (true) {
      LongState found = found();
      long before = found.value();
      if (replace(found, before, next)) {
        return before;
      }
    }
  }

  final boolean exchangeIf(long expected, long next) {
    NoEffects.refuse("change the location that holds", this);
    while (true) {
      LongState found = found();
      if (found.value() != expected) {
        return false;
      }
      if (replace(found, expected, next)) {
        return true;
      }
    }
  }

  /** Applies a function until nobody comes between; returns the value before. */
  final long exchangeBy(LongUnaryOperator next) {
    NoEffects.refuse("change the location that holds", this);
    while (true) {
      LongState found = found();
      long before = found.value();
      if (replace(found, before, next.applyAsLong(before))) {
        return before;
      }
    }
  }

  @Override
  public final String toString() {
    return Long.toString(value());
  }
}
