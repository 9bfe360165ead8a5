package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.WaitersKept;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions of several threads at once: what must hold whatever the interleaving. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class StmConcurrencyTest {

  /** Runs a body in several threads that begin each round together. */
  private static void inRounds(int threads, int rounds, IntConsumer body) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    List<Thread> all = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < threads; t++) {
      int index = t;
      all.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    barrier.await();
                    body.accept(index);
                  }
                } catch (Throwable failure) {
                  failures.add(failure);
                  barrier.reset();
                }
              }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("kcas 1: of two that each compare what the other writes, at most one succeeds")
  void comparesAndWritesCrossed(TxnMode mode) throws Exception {
    TxnOptions options = TxnOptions.defaults().mode(mode);
    TInt[][] rounds = new TInt[3_000][];
    for (int i = 0; i < rounds.length; i++) {
      rounds[i] = TInt.array(2, 0);
    }
    int[] round = new int[2];

    inRounds(
        2,
        rounds.length,
        index -> {
          TInt[] both = rounds[round[index]++];
          Stm.atomicallyVoid(
              options,
              tx -> {
                if (both[1 - index].get(tx) == 0) {
                  both[index].set(tx, 1);
                }
              });
        });

    assertThat(List.of(rounds))
        .allSatisfy(both -> assertThat(both[0].get() + both[1].get()).isEqualTo(1));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("kcas 2: what is changed together is seen together, by any kind of reader")
  void whatIsChangedTogetherIsSeenTogether(TxnMode mode) throws Exception {
    TxnOptions options = TxnOptions.defaults().mode(mode);
    TInt a = TInt.of(0);
    TInt b = TInt.of(0);
    AtomicBoolean over = new AtomicBoolean();
    Thread flipper =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                Stm.atomicallyVoid(tx -> {
                  int next = 1 - a.get(tx);
                  a.set(tx, next);
                  b.set(tx, next);
                });
              }
            });
    try {
      for (int i = 0; i < 20_000; i++) {
        TxnOptions reader = i % 2 == 0 ? options : options.opaque();
        int sum = Stm.atomically(reader, tx -> a.get(tx) + b.get(tx));
        assertThat(sum).isIn(0, 2);
      }
    } finally {
      over.set(true);
      flipper.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("kcas 3: of two counted together, the one read first is never ahead")
  void theOneReadFirstIsNeverAhead(TxnMode mode) throws Exception {
    TInt a = TInt.of(0, mode);
    TInt b = TInt.of(0, mode);
    AtomicBoolean over = new AtomicBoolean();
    Thread counter =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                Stm.atomicallyVoid(tx -> {
                  a.increment(tx);
                  b.increment(tx);
                });
              }
            });
    List<IntSupplier> readsOfA = readsOf(a);
    List<IntSupplier> readsOfB = readsOf(b);
    try {
      for (int i = 0; i < 20_000; i++) {
        int first = readsOfA.get(i % readsOfA.size()).getAsInt();
        int second = readsOfB.get(i / 5 % readsOfB.size()).getAsInt();
        assertThat(first).isLessThanOrEqualTo(second);
      }
    } finally {
      over.set(true);
      counter.join();
    }
  }

  private static List<IntSupplier> readsOf(TInt location) {
    return List.of(
        location::get,
        () -> location.await(value -> true),
        () -> location.getAndUpdate(value -> value),
        () -> location.getAndAdd(0),
        () -> Stm.<Integer, RuntimeException>atomically(tx -> location.get(tx)));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("kcas 5: three threads count six of twelve at a time, in any order")
  void countsInAnyOrder(TxnMode mode) throws Exception {
    TxnOptions options = TxnOptions.defaults().mode(mode);
    TInt[] all = TInt.array(12, 0);
    SplittableRandom[] random = {
      new SplittableRandom(1), new SplittableRandom(2), new SplittableRandom(3)
    };

    inRounds(
        3,
        2_000,
        index -> {
          int[] order = random[index].ints(64, 0, 12).distinct().limit(6).toArray();
          Stm.atomicallyVoid(
              options,
              tx -> {
                for (int i : order) {
                  all[i].increment(tx);
                }
              });
        });

    assertThat(IntStream.range(0, 12).map(i -> all[i].get()).sum()).isEqualTo(6 * 2_000 * 3);
  }

  @Test
  @DisplayName("kcas 9: a loop that another thread makes vain ends")
  void aVainLoopEnds() throws Exception {
    TInt a = TInt.of(0);
    TInt b = TInt.of(0);
    AtomicBoolean looping = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!looping.get()) {
                Thread.onSpinWait();
              }
              a.set(1);
            });
    int end =
        Stm.atomically(tx -> {
          while (a.get(tx) == b.get(tx)) {
            looping.set(true);
          }
          return a.get(tx);
        });
    writer.join();
    assertThat(end).isEqualTo(1);
  }

  @Test
  @DisplayName("kcas 18: a reader of many busy counters comes to its end")
  void aReaderOfBusyCountersEnds() throws Exception {
    TLong[] counters = new TLong[4];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = TLong.of(0, TxnMode.LOCK_FREE);
    }
    AtomicBoolean over = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !over.get(); i++) {
                counters[i % counters.length].increment();
              }
            });
    try {
      for (int i = 0; i < 200; i++) {
        Stm.<Long, RuntimeException>atomically(tx -> {
          long sum = 0;
          for (TLong counter : counters) {
            sum += counter.get(tx);
          }
          return sum;
        });
      }
    } finally {
      over.set(true);
      busy.join();
    }
  }

  @Test
  @DisplayName("kcas 19: no write skew between threads")
  void noWriteSkew() throws Exception {
    TInt[] onCall = TInt.array(2, 1); // at least one of two must stay on call

    inRounds(
        2,
        3_000,
        index -> {
          Stm.atomicallyVoid(tx -> {
            if (onCall[0].get(tx) + onCall[1].get(tx) == 2) {
              onCall[index].set(tx, 0);
            }
          });
          int left = Stm.atomically(tx -> onCall[0].get(tx) + onCall[1].get(tx));
          if (left < 1) {
            throw new AssertionError("nobody is on call");
          }
          onCall[index].set(1);
        });
  }

  /** How transfers have ended. */
  private static final class Transfers {
    final LongAdder done = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder timedOut = new LongAdder();
  }

  /** A bank whose customers are cancelled and run out of time at random. */
  @RepeatedTest(6)
  void theBankKeepsItsMoney(RepetitionInfo repetition) {
    int accounts = 8;
    int money = 100;
    TInt[] bank = TInt.array(accounts, money);
    TxnMode mode =
        repetition.getCurrentRepetition() % 2 == 0 ? TxnMode.LOCK_FREE : TxnMode.OBSTRUCTION_FREE;
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    Transfers transfers = new Transfers();
    try (Pool pool = Pool.workStealing(3)) {
      List<Fut<Void>> customers = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        SplittableRandom mine = random.split();
        customers.add(
            pool.spawnVoid(() -> {
              for (int i = 0; i < 1_500; i++) {
                transfer(bank, mine, mode, transfers);
              }
            }));
      }
      while (!customers.stream().allMatch(Fut::isDone)) {
        int sum =
            Stm.atomically(tx -> IntStream.range(0, accounts).map(i -> bank[i].get(tx)).sum());
        assertThat(sum).isEqualTo(accounts * money);
      }
      Fut.all(customers).await();
    }
    assertThat(IntStream.range(0, accounts).map(i -> bank[i].get()))
        .allMatch(balance -> balance >= 0)
        .satisfies(
            all -> assertThat(all.stream().mapToInt(i -> i).sum()).isEqualTo(accounts * money));
    assertThat(transfers.done.sum()).as("done").isPositive();
    assertThat(transfers.cancelled.sum()).as("cancelled").isPositive();
    assertThat(transfers.timedOut.sum()).as("timed out").isPositive();
    assertThat(bank).allMatch(account -> WaitersKept.by(account.awaitedChange()) == 0);
  }

  /** Waits, mostly in vain, until there is enough in one of two accounts. */
  private static void transfer(
      TInt[] bank, SplittableRandom random, TxnMode mode, Transfers transfers) {
    TInt first = bank[random.nextInt(bank.length)];
    TInt second = bank[random.nextInt(bank.length)];
    TInt to = bank[random.nextInt(bank.length)];
    int amount = random.nextInt(400);
    TxnOptions options =
        TxnOptions.defaults().mode(mode).within(Duration.ofNanos(random.nextInt(400_000)));
    CancelScope scope = CancelScope.root();
    Thread canceller = random.nextInt(6) == 0 ? cancelLater(scope, random.nextInt(2_000)) : null;
    try {
      scope.run(() ->
          Stm.atomicallyVoid(
              options,
              tx ->
                  tx.<Void, RuntimeException>orElse(
                      t -> move(t, amount, first, to), t -> move(t, amount, second, to))));
      transfers.done.increment();
    } catch (TimedOut gaveUp) {
      transfers.timedOut.increment();
    } catch (Cancelled gaveUp) {
      transfers.cancelled.increment();
    } finally {
      join(canceller);
    }
  }

  private static Void move(Txn tx, int amount, TInt from, TInt to) {
    tx.check(from.addAndGet(tx, -amount) >= 0);
    to.getAndAdd(tx, amount);
    return null;
  }

  private static Thread cancelLater(CancelScope scope, int spins) {
    return Thread.startVirtualThread(() -> {
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      scope.cancel(null);
    });
  }

  private static void join(Thread thread) {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
