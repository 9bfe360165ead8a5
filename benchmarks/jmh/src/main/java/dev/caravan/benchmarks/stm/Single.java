package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.TLong;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an operation on one location cost outside of transactions? Each thread counts in a
 * number of its own. One operation is one increment.
 *
 * <p>To run just this: {@code ./caravan bench stm -- Single}.
 */
public class Single extends Workload {
  static final int INCREMENTS = 1_000_000;

  private int size = INCREMENTS;

  /** {@link TLong}. */
  @Benchmark
  @OperationsPerInvocation(INCREMENTS)
  public long caravan() {
    return Threads.sum(
        workers,
        thread -> {
          TLong mine = TLong.of(0);
          for (int i = thread; i < size; i += workers) {
            mine.getAndAdd(1);
          }
          return mine.get();
        });
  }

  /** {@link AtomicLong}, one instruction. */
  @Benchmark
  @OperationsPerInvocation(INCREMENTS)
  public long atomicLong() {
    return Threads.sum(
        workers,
        thread -> {
          AtomicLong mine = new AtomicLong();
          for (int i = thread; i < size; i += workers) {
            mine.getAndAdd(1);
          }
          return mine.get();
        });
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size;
  }
}
