package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TLong;
import java.util.stream.IntStream;
import org.multiverse.api.StmUtils;
import org.multiverse.api.references.TxnLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.japi.STM;

/**
 * How does the cost of a transaction grow with its size? Each thread counts in some numbers of its
 * own at once. One operation is one transaction.
 *
 * <p>To run just this: {@code ./caravan bench stm -- Refs}.
 */
public class Refs extends Workload {
  static final int TRANSACTIONS = 500_000;

  /** How many numbers a transaction counts in. */
  @Param({"0", "1", "2", "4", "8"})
  public int refs;

  private int size = TRANSACTIONS;

  /** Caravan's transactions. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long caravan() {
    return Threads.sum(
        workers,
        thread -> {
          TLong[] mine = TLong.array(refs, 0);
          for (int i = thread; i < size; i += workers) {
            Stm.atomicallyVoid(tx -> {
              for (TLong one : mine) {
                one.getAndAdd(tx, 1);
              }
            });
          }
          long sum = 0;
          for (TLong one : mine) {
            sum += one.get();
          }
          return sum;
        });
  }

  /** Multiverse. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public long multiverse() {
    return Threads.sum(
        workers,
        thread -> {
          TxnLong[] mine =
              IntStream.range(0, refs)
                  .mapToObj(i -> StmUtils.newTxnLong(0))
                  .toArray(TxnLong[]::new);
          for (int i = thread; i < size; i += workers) {
            Multiverse.atomic(tx -> {
              for (TxnLong one : mine) {
                one.increment(tx, 1);
              }
            });
          }
          long sum = 0;
          for (TxnLong one : mine) {
            sum += one.atomicGet();
          }
          return sum;
        });
  }

  /** ScalaSTM, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public long scalaStm() {
    return Threads.sum(
        workers,
        thread -> {
          Ref.View<Long>[] mine = new Ref.View[refs];
          for (int i = 0; i < refs; i++) {
            mine[i] = STM.newRef(0L);
          }
          for (int i = thread; i < size; i += workers) {
            STM.atomic(
                (Runnable)
                    () -> {
                      for (Ref.View<Long> one : mine) {
                        STM.increment(one, 1L);
                      }
                    });
          }
          long sum = 0;
          for (Ref.View<Long> one : mine) {
            sum += one.get();
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
