package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TLong;
import dev.caravan.core.stm.TxnMode;
import dev.caravan.core.stm.TxnOptions;
import java.util.stream.IntStream;
import org.multiverse.api.StmUtils;
import org.multiverse.api.references.TxnLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.japi.STM;

/**
 * Do readers disturb each other? All threads sum up the same numbers in transactions. One operation
 * is one transaction.
 *
 * <p>To run just this: {@code ./caravan bench stm -- ReadOnly}.
 */
public class ReadOnly extends Workload {
  static final int TRANSACTIONS = 500_000;

  /** How many numbers a transaction reads. */
  @Param({"4", "32"})
  public int refs;

  private int size = TRANSACTIONS;

  /** Caravan's transactions. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long caravan() {
    return caravan(TxnOptions.defaults());
  }

  /** The same, opaque. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long caravanOpaque() {
    return caravan(TxnOptions.defaults().opaque());
  }

  /** The same, lock-free: each read is a write of the same value. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long caravanLockFree() {
    return caravan(TxnOptions.defaults().mode(TxnMode.LOCK_FREE));
  }

  private long caravan(TxnOptions options) {
    TLong[] all = TLong.array(refs, 1);
    return Threads.sum(
        workers,
        thread -> {
          long sum = 0;
          for (int i = thread; i < size; i += workers) {
            sum +=
                Stm.<Long, RuntimeException>atomically(
                    options,
                    tx -> {
                      long total = 0;
                      for (TLong one : all) {
                        total += one.get(tx);
                      }
                      return total;
                    });
          }
          return sum;
        });
  }

  /** Multiverse. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long multiverse() {
    TxnLong[] all =
        IntStream.range(0, refs).mapToObj(i -> StmUtils.newTxnLong(1)).toArray(TxnLong[]::new);
    return Threads.sum(
        workers,
        thread -> {
          long sum = 0;
          for (int i = thread; i < size; i += workers) {
            sum +=
                Multiverse.atomicLong(tx -> {
                  long total = 0;
                  for (TxnLong one : all) {
                    total += one.get(tx);
                  }
                  return total;
                });
          }
          return sum;
        });
  }

  /** ScalaSTM, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public long scalaStm() {
    Ref.View<Long>[] all = new Ref.View[refs];
    for (int i = 0; i < refs; i++) {
      all[i] = STM.newRef(1L);
    }
    return Threads.sum(
        workers,
        thread -> {
          long sum = 0;
          for (int i = thread; i < size; i += workers) {
            sum +=
                STM.atomic(() -> {
                  long total = 0;
                  for (Ref.View<Long> one : all) {
                    total += one.get();
                  }
                  return total;
                });
          }
          return sum;
        });
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * refs;
  }
}
