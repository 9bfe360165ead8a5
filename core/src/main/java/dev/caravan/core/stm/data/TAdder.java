package dev.caravan.core.stm.data;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TLong;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnMode;

/**
 * A sum that many threads add to and few read. Threads add to different parts, so that they hardly
 * meet; reading takes a transaction over all parts. Use it for statistics and sizes; where a
 * transaction reads the sum it adds to, a {@link TLong} is better. Source of the concept:
 * kcas_data's {@code Accumulator}.
 */
public final class TAdder {
  private final TLong[] parts;

  /** Makes a sum of zero. */
  public TAdder() {
    int processors = Runtime.getRuntime().availableProcessors();
    parts = new TLong[Integer.highestOneBit(Math.max(1, 2 * processors - 1))];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = TLong.padded(0, TxnMode.LOCK_FREE);
    }
  }

  private TLong mine() {
    long id = Thread.currentThread().threadId();
    return parts[(int) (id ^ (id >>> 8)) & (parts.length - 1)];
  }

  /**
   * Adds.
   *
   * @param delta what to add
   */
  public void add(long delta) {
    mine().getAndAdd(delta);
  }

  /**
   * Adds. Part of a transaction.
   *
   * @param tx the transaction
   * @param delta what to add
   */
  public void add(Txn tx, long delta) {
    mine().getAndAdd(tx, delta);
  }

  /** Adds; returns what the part that this thread adds to has become. */
  long addToPart(Txn tx, long delta) {
    return mine().addAndGet(tx, delta);
  }

  /** The same with what the transaction itself has added; others may add meanwhile. */
  long estimate(Txn tx) {
    long sum = 0;
    for (TLong part : parts) {
      sum += tx.contains(part) ? part.get(tx) : part.get();
    }
    return sum;
  }

  /** The sum of what the parts hold one after the other, without a transaction. */
  long estimate() {
    long sum = 0;
    for (TLong part : parts) {
      sum += part.get();
    }
    return sum;
  }

  /** Adds one. */
  public void increment() {
    add(1);
  }

  /**
   * Adds one. Part of a transaction.
   *
   * @param tx the transaction
   */
  public void increment(Txn tx) {
    add(tx, 1);
  }

  /** Takes one away. */
  public void decrement() {
    add(-1);
  }

  /**
   * Takes one away. Part of a transaction.
   *
   * @param tx the transaction
   */
  public void decrement(Txn tx) {
    add(tx, -1);
  }

  /**
   * The sum: what all that was added before comes to, at one moment.
   *
   * @return the sum
   */
  public long sum() {
    return Stm.<Long, RuntimeException>atomically(this::sum);
  }

  /**
   * The sum. Part of a transaction, which meets all that add meanwhile.
   *
   * @param tx the transaction
   * @return the sum
   */
  public long sum(Txn tx) {
    long sum = 0;
    for (TLong part : parts) {
      sum += part.get(tx);
    }
    return sum;
  }

  /**
   * Makes the sum what is wanted, by adding what is missing.
   *
   * @param sum what it is to be
   */
  public void set(long sum) {
    Stm.atomicallyVoid(tx -> set(tx, sum));
  }

  /**
   * Makes the sum what is wanted. Part of a transaction.
   *
   * @param tx the transaction
   * @param sum what it is to be
   */
  public void set(Txn tx, long sum) {
    add(tx, sum - sum(tx));
  }

  @Override
  public String toString() {
    return Long.toString(sum());
  }
}
