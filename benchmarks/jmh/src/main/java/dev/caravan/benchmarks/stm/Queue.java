package dev.caravan.benchmarks.stm;

import dev.caravan.benchmarks.Workload;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.data.TQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multiverse.api.StmUtils;
import org.multiverse.api.collections.TxnQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.japi.STM;

/**
 * What does an item cost that goes through a queue of transactions? With one worker, one thread
 * adds 32 and takes 32, in turn; with two, one thread adds and the other takes, and both spin when
 * they have nothing to do. One operation is one item.
 *
 * <p>To run just this: {@code ./caravan bench stm -- Queue}.
 */
public class Queue extends Workload {
  static final int ITEMS = 1_000_000;
  private static final int BATCH = 32;

  private int size = ITEMS;

  private long run(Consumer<Integer> add, Supplier<@Nullable Integer> poll) {
    return workers == 1 ? inTurn(add, poll) : atOnce(add, poll);
  }

  private long inTurn(Consumer<Integer> add, Supplier<@Nullable Integer> poll) {
    long sum = 0;
    for (int i = 0; i < size; i += BATCH) {
      int end = Math.min(size, i + BATCH);
      for (int item = i; item < end; item++) {
        add.accept(item);
      }
      for (int item = i; item < end; item++) {
        sum += poll.get();
      }
    }
    return sum;
  }

  private long atOnce(Consumer<Integer> add, Supplier<@Nullable Integer> poll) {
    return Threads.sum(
        2,
        thread -> {
          if (thread == 0) {
            for (int item = 0; item < size; item++) {
              add.accept(item);
            }
            return 0;
          }
          long sum = 0;
          for (int item = 0; item < size; item++) {
            sum += spin(poll);
          }
          return sum;
        });
  }

  private static int spin(Supplier<@Nullable Integer> poll) {
    Integer item = poll.get();
    while (item == null) {
      Thread.onSpinWait();
      item = poll.get();
    }
    return item;
  }

  /** {@link TQueue}, each operation by itself. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravan() {
    TQueue<Integer> queue = new TQueue<>();
    return run(queue::add, queue::poll);
  }

  /** {@link TQueue}, each operation in a transaction, as a part of something larger would be. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long caravanInTransactions() {
    TQueue<Integer> queue = new TQueue<>();
    return run(
        item -> Stm.atomicallyVoid(tx -> queue.add(tx, item)),
        () -> Stm.<@Nullable Integer, RuntimeException>atomically(queue::poll));
  }

  /** Multiverse's linked list. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long multiverse() {
    TxnQueue<Integer> queue = StmUtils.newTxnQueue();
    return run(
        item -> Multiverse.atomic(tx -> queue.offer(tx, item)),
        () -> Multiverse.atomicRef(queue::poll));
  }

  /** ScalaSTM has no queue: two lists, by its Java interface. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long scalaStm() {
    TwoLists queue = new TwoLists();
    return run(queue::add, queue::poll);
  }

  /** Not transactional: what composing costs. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long concurrentLinkedQueue() {
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    return run(queue::add, queue::poll);
  }

  private record Link(Integer item, @Nullable Link next) {}

  private static final class TwoLists {
    private final Ref.View<@Nullable Link> front = STM.newRef(null);
    private final Ref.View<@Nullable Link> back = STM.newRef(null);

    void add(Integer item) {
      STM.atomic((Runnable) () -> back.set(new Link(item, back.get())));
    }

    @Nullable Integer poll() {
      return STM.atomic(() -> {
        Link first = front.get();
        if (first == null) {
          for (Link at = back.get(); at != null; at = at.next()) {
            first = new Link(at.item(), first);
          }
          back.set(null);
        }
        front.set(first == null ? null : first.next());
        return first == null ? null : first.item();
      });
    }
  }

  @Override
  public void tiny() {
    size = 2_000;
  }

  @Override
  protected Object expected(String contender) {
    return (long) size * (size - 1) / 2;
  }
}
