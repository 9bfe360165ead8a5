package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.multiverse.api.StmUtils;
import org.multiverse.api.references.TxnLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.japi.STM;

/**
 * What does the smallest useful transaction cost when nobody is in the way? Each thread moves money
 * between two accounts of its own. One operation is one transfer.
 *
 * <p>To run just this: {@code ./caravan bench stm -- Transfer}.
 */
public class Transfer extends Workload {
  static final int TRANSFERS = 1_000_000;

  private int size = TRANSFERS;

  /** Caravan's transactions. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long caravan() {
    return Threads.sum(
        workers,
        thread -> {
          TLong from = TLong.of(size);
          TLong to = TLong.of(0);
          for (int i = thread; i < size; i += workers) {
            Stm.atomicallyVoid(tx -> {
              from.getAndAdd(tx, -1);
              to.getAndAdd(tx, 1);
            });
          }
          return to.get();
        });
  }

  /** Multiverse. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long multiverse() {
    return Threads.sum(
        workers,
        thread -> {
          TxnLong from = StmUtils.newTxnLong(size);
          TxnLong to = StmUtils.newTxnLong(0);
          for (int i = thread; i < size; i += workers) {
            Multiverse.atomic(tx -> {
              from.decrement(tx, 1);
              to.increment(tx, 1);
            });
          }
          return to.atomicGet();
        });
  }

  /** ScalaSTM, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long scalaStm() {
    return Threads.sum(
        workers,
        thread -> {
          Ref.View<Long> from = STM.newRef((long) size);
          Ref.View<Long> to = STM.newRef(0L);
          for (int i = thread; i < size; i += workers) {
            STM.atomic(
                (Runnable)
                    () -> {
                      STM.increment(from, -1L);
                      STM.increment(to, 1L);
                    });
          }
          return to.get();
        });
  }

  /** Two locks. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long locks() {
    return Threads.sum(
        workers,
        thread -> {
          Lock ofFrom = new ReentrantLock();
          Lock ofTo = new ReentrantLock();
          long[] balances = {size, 0};
          for (int i = thread; i < size; i += workers) {
            ofFrom.lock();
            ofTo.lock();
            try {
              balances[0]--;
              balances[1]++;
            } finally {
              ofTo.unlock();
              ofFrom.unlock();
            }
          }
          return balances[1];
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
