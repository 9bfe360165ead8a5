package dev.caravan.core.stm;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is to run. Immutable: each method makes options that differ in one point.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="txn-options"}
 */
public final class TxnOptions {
  private static final TxnOptions DEFAULTS =
      new TxnOptions(TxnMode.OBSTRUCTION_FREE, false, false, null, null);

  final TxnMode mode;
  final boolean opaque;
  final boolean strict;
  final @Nullable Duration limit;
  final @Nullable TxnStatistics statistics;

  private TxnOptions(
      TxnMode mode,
      boolean opaque,
      boolean strict,
      @Nullable Duration limit,
      @Nullable TxnStatistics statistics) {
    this.mode = mode;
    this.opaque = opaque;
    this.strict = strict;
    this.limit = limit;
    this.statistics = statistics;
  }

  /** Whether it has a limit that leaves no time to wait. */
  boolean onlyLooks() {
    return limit != null && !limit.isPositive();
  }

  /**
   * What {@link Stm#atomically} takes when nothing is said: obstruction-free at first, not opaque,
   * not strict, no limit, not counted.
   *
   * @return the options
   */
  public static TxnOptions defaults() {
    return DEFAULTS;
  }

  /**
   * How to treat what is only read, from the first attempt on.
   *
   * @param first the mode of the first attempt; after an interference those of a transaction that
   *     writes are lock-free
   * @return the options
   */
  public TxnOptions mode(TxnMode first) {
    Objects.requireNonNull(first, "the mode of a transaction is null");
    return new TxnOptions(first, opaque, strict, limit, statistics);
  }

  /**
   * No attempt ever sees values that were not there at one time: each first read of a location
   * looks at all others read before. The cost grows with the square of their number. Without this
   * an attempt that is out of date may see a torn state for a while; it can never take effect.
   *
   * @return the options
   */
  public TxnOptions opaque() {
    return new TxnOptions(mode, true, strict, limit, statistics);
  }

  /**
   * Effects in the body are refused with an {@link IllegalStateException}: a write outside the
   * transaction, another transaction, a wait, the completion of a future, a spawned task.
   *
   * @return the options
   */
  public TxnOptions strict() {
    return new TxnOptions(mode, opaque, true, limit, statistics);
  }

  /**
   * Gives up after some time, be it spent in waits or in attempts.
   *
   * @param most how long at most; zero or less never waits, but tries until an attempt is disturbed
   *     by nobody
   * @return the options
   */
  public TxnOptions within(Duration most) {
    Objects.requireNonNull(most, "the limit of a transaction is null");
    return new TxnOptions(mode, opaque, strict, most, statistics);
  }

  /**
   * Counts what happens.
   *
   * @param counts where to
   * @return the options
   */
  public TxnOptions counting(TxnStatistics counts) {
    Objects.requireNonNull(counts, "the statistics of a transaction are null");
    return new TxnOptions(mode, opaque, strict, limit, counts);
  }
}
