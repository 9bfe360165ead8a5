package dev.caravan.core.stm;

import static dev.caravan.core.spi.Context.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Host;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.WaitersKept;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions that wait, what wakes them, and what ends them. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class StmWaitTest {
  private final Pool pool = Pool.workStealing(2);
  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);
  private final AtomicInteger tries = new AtomicInteger();

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private static void untilWaitedFor(Location... locations) {
    Eventually.until(
        "somebody waits for all",
        () -> Stream.of(locations).allMatch(one -> WaitersKept.by(one.awaitedChange()) > 0));
  }

  private static void assertNobodyWaits(Location... locations) {
    assertThat(locations).allMatch(one -> WaitersKept.by(one.awaitedChange()) == 0);
  }

  @Nested
  @Tag("conformance")
  class Wakes {
    @Test
    @DisplayName("kcas 7: one change among ten wakes; few attempts; no waiter is left")
    void oneChangeAmongTenWakes() {
      TInt[] all = TInt.array(10, 0);
      Fut<Integer> sum =
          pool.spawn(() ->
              Stm.<Integer, RuntimeException>atomically(tx -> {
                tries.incrementAndGet();
                int total = Stream.of(all).mapToInt(one -> one.get(tx)).sum();
                tx.check(total > 0);
                return total;
              }));
      untilWaitedFor(all);

      all[7].set(1);

      assertThat(sum.await()).isEqualTo(1);
      assertThat(tries.get()).isBetween(2, 4 + 2);
      assertNobodyWaits(all);
    }

    @Test
    void everyKindOfChangeWakes() {
      List<Runnable> changes =
          List.of(
              () -> a.set(1),
              () -> a.compareAndSet(0, 1),
              a::increment,
              () -> Stm.atomicallyVoid(tx -> a.set(tx, 1)),
              () ->
                  Stm.atomicallyVoid(tx -> {
                    a.set(tx, 1);
                    b.increment(tx);
                  }));
      for (Runnable change : changes) {
        a.set(0);
        Fut<Integer> waiting = pool.spawn(() -> a.await(value -> value == 1));
        untilWaitedFor(a);
        change.run();
        assertThat(waiting.await()).isEqualTo(1);
      }
    }

    @Test
    void aCommitOfSeveralWakesWhoWaitsForNull() {
      TVar<@Nullable String> place = TVar.of("taken");
      Fut<@Nullable String> free = pool.spawn(() -> place.await(value -> value == null));
      untilWaitedFor(place);

      Stm.atomicallyVoid(tx -> {
        place.set(tx, null);
        b.increment(tx);
      });

      assertThat(free.await()).isNull();
      assertNobodyWaits(place, b);
    }

    @Test
    void aReferenceThatStaysWakesNobody() {
      TVar<String> stays = TVar.of("stays");
      Fut<String> waiting =
          pool.spawn(() ->
              stays.await(value -> {
                tries.incrementAndGet();
                return value.equals("changed");
              }));
      untilWaitedFor(stays);
      int before = tries.get();

      Stm.atomicallyVoid(
          TxnOptions.defaults().mode(TxnMode.LOCK_FREE),
          tx -> {
            stays.get(tx);
            b.increment(tx);
          });
      assertThat(WaitersKept.by(stays.awaitedChange())).as("still waiting").isEqualTo(1);
      assertThat(tries).hasValue(before);
      stays.set("changed");

      assertThat(waiting.await()).isEqualTo("changed");
    }

    @Test
    @DisplayName("kcas 8: a write of the same value wakes nobody")
    void aWriteOfTheSameValueWakesNobody() {
      Fut<Integer> one =
          pool.spawn(() ->
              a.await(value -> {
                tries.incrementAndGet();
                return value == 1;
              }));
      untilWaitedFor(a);
      int before = tries.get();

      assertThat(a.compareAndSet(0, 0)).isTrue();
      a.set(0);
      a.getAndUpdate(value -> value);
      Stm.atomicallyVoid(tx -> {
        a.set(tx, 7);
        a.set(tx, 0);
        b.increment(tx);
      });
      Stm.atomicallyVoid(
          TxnOptions.defaults().mode(TxnMode.LOCK_FREE),
          tx -> {
            a.get(tx);
            b.increment(tx);
          });
      assertThat(WaitersKept.by(a.awaitedChange())).as("still waiting").isEqualTo(1);
      assertThat(tries).hasValue(before);
      a.set(1);

      assertThat(one.await()).isEqualTo(1);
      assertThat(tries).hasValue(before + 1);
      assertNobodyWaits(a, b);
    }

    @Test
    @DisplayName("kcas 14: a retry in the function of an update")
    void aRetryInTheFunctionOfAnUpdate() {
      Fut<Integer> alone =
          pool.spawn(() ->
              a.getAndUpdate(value -> {
                Stm.check(value != 0);
                return value * 10;
              }));
      untilWaitedFor(a);
      a.set(4);
      assertThat(alone.await()).isEqualTo(4);
      assertThat(a.get()).isEqualTo(40);

      Fut<Integer> inside =
          pool.spawn(() ->
              Stm.<Integer, RuntimeException>atomically(tx ->
                  b.updateAndGet(
                      tx,
                      value -> {
                        Stm.check(value != 0);
                        return value + 1;
                      })));
      untilWaitedFor(b);
      b.set(6);
      assertThat(inside.await()).isEqualTo(7);
    }

    @Test
    void bothBranchesAreWaitedFor() {
      for (TInt which : List.of(a, b)) {
        Fut<String> first =
            pool.spawn(() ->
                Stm.<String, RuntimeException>atomically(tx ->
                    tx.orElse(
                        t -> {
                          t.check(a.getAndSet(t, 0) > 0);
                          return "a";
                        },
                        t -> {
                          t.check(b.getAndSet(t, 0) > 0);
                          return "b";
                        })));
        untilWaitedFor(a, b);
        which.set(1);
        assertThat(first.await()).isEqualTo(which == a ? "a" : "b");
        assertNobodyWaits(a, b);
      }
    }

    @Test
    @DisplayName("kcas 12: no branch, or none that does, waits for what was read")
    void noBranchAtAllWaits() {
      Fut<String> waiting =
          pool.spawn(() ->
              Stm.<String, RuntimeException>atomically(tx -> {
                if (a.get(tx) == 0) {
                  return tx.<String, RuntimeException>firstOf(List.of());
                }
                return "changed";
              }));
      untilWaitedFor(a);
      a.set(1);
      assertThat(waiting.await()).isEqualTo("changed");
    }

    @Test
    @DisplayName("kcas example 3: a wait for two things takes both or neither")
    void aWaitForTwoThings() {
      Fut<Void> both =
          pool.spawnVoid(() ->
              Stm.atomicallyVoid(tx -> {
                tx.check(a.addAndGet(tx, -1) >= 0);
                tx.check(b.addAndGet(tx, -1) >= 0);
              }));
      untilWaitedFor(a);
      a.set(1);
      untilWaitedFor(a, b);
      assertThat(a.get()).as("not taken alone").isEqualTo(1);
      b.set(1);
      both.await();

      assertThat(a.get() + b.get()).isZero();
    }

    @Test
    void aThousandWaitersAreAllWoken() {
      List<Fut<Integer>> all =
          IntStream.range(0, 1_000)
              .mapToObj(i -> pool.spawn(() -> a.await(value -> value > 0)))
              .toList();
      Eventually.until("all wait", () -> WaitersKept.by(a.awaitedChange()) == 1_000);
      a.set(1);
      assertThat(Fut.all(all).await()).containsOnly(1);
      assertNobodyWaits(a);
    }
  }

  @Nested
  @Tag("conformance")
  class Ends {
    @Test
    @DisplayName("kcas 13: the limit ends waits and busy attempts alike, and leaves no waiter")
    void theLimitEndsEverything() {
      Duration limit = Duration.ofMillis(20);
      TxnOptions within = TxnOptions.defaults().within(limit);

      assertThatThrownBy(() -> a.await(value -> value > 0, limit))
          .isInstanceOf(TimedOut.class)
          .hasMessageContaining("PT0.02S");
      assertThatThrownBy(() -> Stm.atomicallyVoid(within, tx -> tx.check(a.get(tx) > 0)))
          .isInstanceOf(TimedOut.class)
          .hasMessageContaining(
              "the change that a transaction waits for did not happen within PT0.02S");
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(
                  within,
                  tx -> {
                    a.get(tx);
                    tx.restart();
                  }))
          .isInstanceOf(TimedOut.class);
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(
                  within,
                  tx -> {
                    while (a.get(tx) == 0) {
                      Thread.onSpinWait();
                    }
                  }))
          .isInstanceOf(TimedOut.class);
      assertNobodyWaits(a);
    }

    @Test
    @DisplayName("kcas 13: with enough time it succeeds")
    void withEnoughTimeItSucceeds() {
      Fut<Integer> patient = pool.spawn(() -> a.await(value -> value > 0, Duration.ofSeconds(60)));
      untilWaitedFor(a);
      a.set(2);
      assertThat(patient.await()).isEqualTo(2);
    }

    @Test
    @DisplayName("kcas 31: a cancelled wait leaves no waiter and no change")
    void aCancelledWaitLeavesNothing() {
      CancelScope scope = CancelScope.root();
      Fut<Void> waits =
          pool.spawnVoid(() ->
              scope.call(() ->
                  Stm.<Void, RuntimeException>atomically(tx -> {
                    b.set(tx, 1);
                    tx.check(a.get(tx) > 0);
                    return null;
                  })));
      untilWaitedFor(a, b);
      scope.cancel(null);

      assertThatThrownBy(waits::await).isInstanceOf(Cancelled.class);
      assertNobodyWaits(a, b);
      assertThat(b.get()).isZero();
    }

    @Test
    @DisplayName("kcas 31: an interrupted wait leaves no waiter and no change")
    void anInterruptedWaitLeavesNothing() throws Exception {
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread waits =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, thrown) -> end.set(thrown))
              .start(() ->
                  Stm.atomicallyVoid(tx -> {
                    b.set(tx, 1);
                    tx.check(a.get(tx) > 0);
                  }));
      untilWaitedFor(a, b);
      waits.interrupt();
      waits.join();

      assertThat(end.get()).isInstanceOf(Interrupted.class);
      assertNobodyWaits(a, b);
      assertThat(b.get()).isZero();
    }
  }

  @Nested
  @Tag("conformance")
  class Waiters {
    @Test
    @DisplayName("kcas 32: waiters that stand and that come and go make no compare-and-set fail")
    void waitersMakeNoCompareAndSetFail() {
      TxnStatistics passing = new TxnStatistics();
      AtomicBoolean over = new AtomicBoolean();
      Fut<Integer> patient = pool.spawn(() -> a.await(value -> value < 0));
      Fut<Void> impatient =
          pool.spawnVoid(() -> {
            while (!over.get()) {
              waitsInVain(passing);
            }
          });
      int rounds = 0;
      for (; rounds < 5_000 || passing.waits() < 200; rounds++) {
        if (rounds % 50 == 0) {
          untilWaitedFor(a);
        }
        int before = rounds;
        assertThat(a.compareAndSet(before, before + 1)).as("round %d", before).isTrue();
      }
      over.set(true);
      impatient.await();
      untilWaitedFor(a);
      assertThat(a.compareAndSet(rounds, -1)).isTrue();

      assertThat(patient.await()).isEqualTo(-1);
      assertNobodyWaits(a);
    }

    /** Waits, but not for long: more than a look, so that it stands at the location. */
    private void waitsInVain(TxnStatistics counts) {
      TxnOptions hasty = TxnOptions.defaults().within(Duration.ofNanos(1)).counting(counts);
      assertThatThrownBy(() -> Stm.atomicallyVoid(hasty, tx -> tx.check(a.get(tx) < 0)))
          .isInstanceOf(TimedOut.class);
    }

    @Test
    @DisplayName("kcas 32: a waiter that comes between a read and its write disturbs nobody")
    void aWaiterThatComesBetweenDisturbsNobody() {
      List<Fut<Integer>> waiters = new ArrayList<>();
      List<Runnable> readersAndWriters =
          List.of(
              () ->
                  a.getAndUpdate(value -> {
                    atTheFirstTryComes(waiters);
                    return value + 1;
                  }),
              () ->
                  Stm.atomicallyVoid(tx -> {
                    a.compareAndSet(tx, a.get(tx), a.get(tx) + 1);
                    atTheFirstTryComes(waiters);
                  }),
              () ->
                  Stm.atomicallyVoid(tx -> {
                    b.set(tx, a.get(tx));
                    atTheFirstTryComes(waiters);
                  }),
              () ->
                  Stm.atomicallyVoid(tx -> {
                    int sum = a.get(tx) + b.get(tx);
                    atTheFirstTryComes(waiters);
                    tx.validate();
                    assertThat(sum).isPositive();
                  }));
      for (Runnable one : readersAndWriters) {
        tries.set(0);
        one.run();
        assertThat(tries).as("after %d waiters", waiters.size()).hasValue(1);
      }
      assertThat(waiters).hasSameSizeAs(readersAndWriters);
      a.set(-1);
      assertThat(Fut.all(waiters).await()).containsOnly(-1);
    }

    private void atTheFirstTryComes(List<Fut<Integer>> waiters) {
      if (tries.incrementAndGet() == 1) {
        waiters.add(pool.spawn(() -> a.await(value -> value < 0)));
        Eventually.until("all wait", () -> WaitersKept.by(a.awaitedChange()) == waiters.size());
      }
    }

    @Test
    void theStatisticsCountWaitsAndNotLooks() {
      TxnStatistics counts = new TxnStatistics();
      TxnOptions counted = TxnOptions.defaults().counting(counts);
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(counted.within(Duration.ZERO), tx -> tx.check(a.get(tx) > 0)))
          .isInstanceOf(TimedOut.class);
      assertThat(counts.waits()).as("a look is no wait").isZero();

      Fut<Void> waiting =
          pool.spawnVoid(() -> Stm.atomicallyVoid(counted, tx -> tx.check(a.get(tx) > 0)));
      untilWaitedFor(a);
      assertThat(counts.waits()).isEqualTo(1);
      a.set(1);
      waiting.await();

      assertThat(counts).hasToString("3 attempts, 1 commits, 0 interferences, 1 waits");
    }
  }

  @Nested
  @Tag("conformance")
  class Strict {
    private final TxnOptions strict = TxnOptions.defaults().strict();

    private void refuses(String deed, TxnBody<Exception> body) {
      assertThatThrownBy(() -> Stm.atomicallyVoid(strict, body))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a strict transaction may run several times")
          .hasMessageContaining(deed);
    }

    @Test
    void effectsAreRefused() {
      Promise<Integer> promise = new Promise<>();
      Guarded<Integer> guarded = Guarded.of(0);
      refuses("change the location that holds 0", tx -> a.set(1));
      refuses("change the location that holds 0", tx -> b.getAndAdd(1));
      refuses(
          "change the location that holds text",
          tx -> TVar.of("text").compareAndSet("text", "other"));
      refuses(
          "commit another transaction",
          tx -> Stm.independently(() -> Stm.<Integer, RuntimeException>atomically(t -> a.get(t))));
      refuses("wait", tx -> promise.future().await());
      refuses("complete", tx -> promise.tryFulfill(1));
      refuses("spawn", tx -> pool.spawn(() -> 1).resultNow());
      refuses("spawn", tx -> pool.execute(() -> {}));
      refuses("lock", tx -> guarded.set(1));
      refuses("fork a fiber of no domain", tx -> Host.free().spawnLast("f", EMPTY, () -> {}));
      refusesOnADomain("fork a fiber of", host -> host.spawnFirst("f", EMPTY, () -> {}));
      refusesOnADomain("fork a fiber of", host -> host.spawnLast("f", EMPTY, () -> {}));
      refusesOnADomain("yield the turn of", Host::yieldNow);

      assertThat(promise.future().isDone()).isFalse();
      assertThat(a.get() + b.get() + guarded.get()).isZero();
    }

    private void refusesOnADomain(String deed, Consumer<Host> effect) {
      Domain.run(domain -> {
        refuses(deed, tx -> effect.accept(domain));
        return null;
      });
    }

    @Test
    void thePartsOfTheTransactionAreNot() {
      int sum =
          Stm.atomically(
              strict,
              tx -> {
                a.increment(tx);
                tx.afterCommit(b::increment);
                return a.get(tx);
              });
      assertThat(sum + b.get()).isEqualTo(2);
    }

    @Test
    void othersAreNotDisturbed() {
      Stm.atomicallyVoid(
          strict,
          tx -> {
            Thread other = Thread.ofVirtual().start(() -> b.set(1));
            Eventually.until("the other has written", () -> b.get() == 1);
            a.set(tx, other.isAlive() ? 1 : 2);
          });
      assertThat(a.get()).isPositive();
    }
  }
}
