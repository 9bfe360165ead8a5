package dev.caravan.core.stm;

import dev.caravan.core.kernel.Suspends;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} that threads and transactions share. Values are the same if they are equal.
 *
 * <p>Each operation exists twice: alone it is one atomic step of its own; with a {@link Txn} it is
 * a part of that transaction. A write of the value that is already there changes nothing and wakes
 * nobody.
 *
 * <p>What was done before a write, or in the transaction that wrote, happens before what follows a
 * read that sees it. Source of the concept: OCaml's kcas, its {@code Loc} of an integer.
 */
public sealed class TLong extends NumberLocation {

  private TLong(long value, TxnMode mode) {
    super(value, mode);
  }

  @SuppressWarnings("unused") // that is the point
  private static final class Padded extends TLong {
    private long p00, p01, p02, p03, p04, p05, p06, p07;
    private long p08, p09, p10, p11, p12, p13, p14, p15;

    Padded(long value, TxnMode mode) {
      super(value, mode);
    }
  }

  /**
   * Makes a location that shares its cache line with no other: for numbers that many threads change
   * all the time.
   *
   * @param value its first value
   * @param mode how transactions treat it when they only read it
   * @return the location
   */
  public static TLong padded(long value, TxnMode mode) {
    return new Padded(value, Objects.requireNonNull(mode, "the mode of a location is null"));
  }

  /**
   * Makes a location.
   *
   * @param value its first value
   * @return the location
   */
  public static TLong of(long value) {
    return of(value, TxnMode.OBSTRUCTION_FREE);
  }

  /**
   * Makes a location with a mode of its own.
   *
   * @param value its first value
   * @param mode how transactions treat it when they only read it
   * @return the location
   */
  public static TLong of(long value, TxnMode mode) {
    return new TLong(value, Objects.requireNonNull(mode, "the mode of a location is null"));
  }

  /**
   * Makes several locations.
   *
   * @param length how many
   * @param value the first value of each
   * @return the locations
   * @throws IllegalArgumentException if the length is negative
   */
  public static TLong[] array(int length, long value) {
    TLong[] all = new TLong[Location.requireLength(length)];
    for (int i = 0; i < length; i++) {
      all[i] = of(value);
    }
    return all;
  }

  @Override
  final long wrapped(long value) {
    return value;
  }

  // ---- alone
  /**
   * The value.
   *
   * @return the value
   */
  public long get() {
    return value();
  }

  /**
   * Writes a value.
   *
   * @param value the new value
   * @throws IllegalStateException in a strict transaction
   */
  public void set(long value) {
    exchange(value);
  }

  /**
   * Writes a value.
   *
   * @param value the new value
   * @return the value before
   * @throws IllegalStateException in a strict transaction
   */
  public long getAndSet(long value) {
    return exchange(value);
  }

  /**
   * Writes a value if another is there. Never fails without cause.
   *
   * @param expected the value that it must have
   * @param value the new value
   * @return whether the expected value was there
   * @throws IllegalStateException in a strict transaction
   */
  public boolean compareAndSet(long expected, long value) {
    return exchangeIf(expected, value);
  }

  /**
   * Adds to the value.
   *
   * @param delta what to add
   * @return the value before
   * @throws IllegalStateException in a strict transaction
   */
  public long getAndAdd(long delta) {
    return exchangeBy(v -> v + delta);
  }

  /**
   * Adds to the value.
   *
   * @param delta what to add
   * @return the value after
   * @throws IllegalStateException in a strict transaction
   */
  public long addAndGet(long delta) {
    return getAndAdd(delta) + delta;
  }

  /**
   * Adds one.
   *
   * @throws IllegalStateException in a strict transaction
   */
  public void increment() {
    getAndAdd(1);
  }

  /**
   * Takes one away.
   *
   * @throws IllegalStateException in a strict transaction
   */
  public void decrement() {
    getAndAdd(-1);
  }

  /**
   * Applies a function to the value. If the function calls {@link Stm#retry()}, waits for another
   * value and begins again; any other exception leaves the value and passes. To wait for a limited
   * time, update {@linkplain TxnOptions#within in a transaction}.
   *
   * @param f the function; may run several times
   * @return the value before
   * @throws IllegalStateException in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the value stays
   */
  @Suspends
  public long getAndUpdate(LongUnaryOperator f) {
    try {
      return exchangeBy(f);
    } catch (Signal retry) {
      return Stm.atomically(tx -> getAndUpdate(tx, f));
    }
  }

  /**
   * Applies a function as {@link #getAndUpdate(LongUnaryOperator)}.
   *
   * @param f the function; may run several times
   * @return the value after
   * @throws IllegalStateException in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the value stays
   */
  @Suspends
  public long updateAndGet(LongUnaryOperator f) {
    long[] after = new long[1];
    getAndUpdate(before -> after[0] = f.applyAsLong(before));
    return after[0];
  }

  /**
   * Waits until the value is as wanted. Suspends until it changes, as often as needed.
   *
   * @param wanted tells whether the value will do; may run several times
   * @return the value that did
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public long await(LongPredicate wanted) {
    return await(wanted, TxnOptions.defaults());
  }

  /**
   * Waits as {@link #await(LongPredicate)}, for a limited time.
   *
   * @param wanted tells whether the value will do; may run several times
   * @param limit how long at most; zero or less only looks
   * @return the value that did
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public long await(LongPredicate wanted, Duration limit) {
    return await(wanted, TxnOptions.defaults().within(limit));
  }

  private long await(LongPredicate wanted, TxnOptions options) {
    try {
      long now = get();
      if (wanted.test(now)) {
        return now;
      }
    } catch (Signal retry) {
      // as good as false
    }
    return Stm.atomically(
        options,
        tx -> {
          long value = get(tx);
          tx.check(wanted.test(value));
          return value;
        });
  }

  // ---- in a transaction

  /**
   * The value. Part of a transaction.
   *
   * @param tx the transaction
   * @return the value
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public long get(Txn tx) {
    return tx.readNumber(this);
  }

  /**
   * Writes a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the new value
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public void set(Txn tx, long value) {
    tx.writeNumber(this, value);
  }

  /**
   * Writes a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the new value
   * @return the value before
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public long getAndSet(Txn tx, long value) {
    return tx.writeNumber(this, value);
  }

  /**
   * Writes a value if another is there. Never fails without cause. Part of a transaction.
   *
   * @param tx the transaction
   * @param expected the value that it must have
   * @param value the new value
   * @return whether the expected value was there
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public boolean compareAndSet(Txn tx, long expected, long value) {
    boolean same = tx.readNumber(this) == expected;
    if (same) {
      tx.writeNumber(this, value);
    }
    return same;
  }

  /**
   * Adds to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param delta what to add
   * @return the value before
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public long getAndAdd(Txn tx, long delta) {
    return tx.addNumber(this, delta);
  }

  /**
   * Adds to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param delta what to add
   * @return the value after
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public long addAndGet(Txn tx, long delta) {
    return getAndAdd(tx, delta) + delta;
  }

  /**
   * Adds one. Part of a transaction.
   *
   * @param tx the transaction
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public void increment(Txn tx) {
    getAndAdd(tx, 1);
  }

  /**
   * Takes one away. Part of a transaction.
   *
   * @param tx the transaction
   * @throws IllegalStateException if the transaction has ended or belongs to another thread
   */
  public void decrement(Txn tx) {
    getAndAdd(tx, -1);
  }

  /**
   * Applies a function to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param f the function; must not write to this variable
   * @return the value before
   * @throws IllegalStateException if the transaction has ended or belongs to another thread, or if
   *     the function has written to this variable
   */
  public long getAndUpdate(Txn tx, LongUnaryOperator f) {
    long before = get(tx);
    update(tx, before, f);
    return before;
  }

  /**
   * Applies a function to the value. Part of a transaction.
   *
   * @param tx the transaction
   * @param f the function; must not write to this variable
   * @return the value after
   * @throws IllegalStateException if the transaction has ended or belongs to another thread, or if
   *     the function has written to this variable
   */
  public long updateAndGet(Txn tx, LongUnaryOperator f) {
    return update(tx, get(tx), f);
  }

  private long update(Txn tx, long before, LongUnaryOperator f) {
    long after = f.applyAsLong(before);
    if (get(tx) != before) {
      throw wroteItself();
    }
    tx.writeNumber(this, after);
    return after;
  }
}
