package dev.caravan.core.stm;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happened to the transactions that were started with it; see {@link
 * TxnOptions#counting}. Any number of threads may count at once; a reading while they do is not one
 * moment.
 */
public final class TxnStatistics {
  final LongAdder attempts = new LongAdder();
  final LongAdder commits = new LongAdder();
  final LongAdder interferences = new LongAdder();
  final LongAdder waits = new LongAdder();

  /** Makes counters that are zero. */
  public TxnStatistics() {}

  /**
   * How often a body was begun.
   *
   * @return the number
   */
  public long attempts() {
    return attempts.sum();
  }

  /**
   * How many transactions took effect.
   *
   * @return the number
   */
  public long commits() {
    return commits.sum();
  }

  /**
   * How many attempts came to nothing because something they had read was changed.
   *
   * @return the number
   */
  public long interferences() {
    return interferences.sum();
  }

  /**
   * How often a transaction was suspended until something it had read changed.
   *
   * @return the number
   */
  public long waits() {
    return waits.sum();
  }

  @Override
  public String toString() {
    return attempts()
        + " attempts, "
        + commits()
        + " commits, "
        + interferences()
        + " interferences, "
        + waits()
        + " waits";
  }
}
