package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.multiverse.api.StmUtils;
import org.multiverse.api.references.TxnLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.japi.STM;

/**
 * What does a transfer cost when threads may meet? Each thread moves money between two of 64
 * accounts, chosen at random. One operation is one transfer.
 *
 * <p>To run just this: {@code ./caravan bench stm -- Accounts}.
 */
public class Accounts extends Workload {
  static final int TRANSFERS = 1_000_000;
  private static final int ACCOUNTS = 64;
  private static final long MONEY = 1_000;

  private interface Transfers {
    void move(int from, int to);
  }

  private int size = TRANSFERS;

  private void run(Transfers transfers) {
    Threads.sum(
        workers,
        thread -> {
          int random = thread + 1;
          for (int i = thread; i < size; i += workers) {
            random ^= random << 13;
            random ^= random >>> 17;
            random ^= random << 5;
            int from = random & (ACCOUNTS - 1);
            int to = (random >>> 8) & (ACCOUNTS - 1);
            transfers.move(from, to == from ? from ^ 1 : to);
          }
          return 0;
        });
  }

  /** Caravan's transactions. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long caravan() {
    TLong[] accounts = TLong.array(ACCOUNTS, MONEY);
    run((from, to) ->
        Stm.atomicallyVoid(tx -> {
          accounts[from].getAndAdd(tx, -1);
          accounts[to].getAndAdd(tx, 1);
        }));
    return Stream.of(accounts).mapToLong(TLong::get).sum();
  }

  /** Multiverse. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long multiverse() {
    TxnLong[] accounts =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> StmUtils.newTxnLong(MONEY))
            .toArray(TxnLong[]::new);
    run((from, to) ->
        Multiverse.atomic(tx -> {
          accounts[from].decrement(tx, 1);
          accounts[to].increment(tx, 1);
        }));
    return Stream.of(accounts).mapToLong(TxnLong::atomicGet).sum();
  }

  /** ScalaSTM, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public long scalaStm() {
    Ref.View<Long>[] accounts = new Ref.View[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts[i] = STM.newRef(MONEY);
    }
    run((from, to) ->
        STM.atomic(
            (Runnable)
                () -> {
                  STM.increment(accounts[from], -1L);
                  STM.increment(accounts[to], 1L);
                }));
    return Stream.of(accounts).mapToLong(Ref.View::get).sum();
  }

  /** A lock for each account, taken in the order of their numbers. */
  @Benchmark
  @OperationsPerInvocation(TRANSFERS)
  public long orderedLocks() {
    long[] balances = new long[ACCOUNTS];
    java.util.Arrays.fill(balances, MONEY);
    ReentrantLock[] locks =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> new ReentrantLock())
            .toArray(ReentrantLock[]::new);
    run((from, to) -> {
      ReentrantLock first = locks[Math.min(from, to)];
      ReentrantLock second = locks[Math.max(from, to)];
      first.lock();
      second.lock();
      try {
        balances[from]--;
        balances[to]++;
      } finally {
        second.unlock();
        first.unlock();
      }
    });
    return java.util.Arrays.stream(balances).sum();
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return ACCOUNTS * MONEY;
  }
}
