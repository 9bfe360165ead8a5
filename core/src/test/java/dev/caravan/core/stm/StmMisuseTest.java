package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.WaitersKept;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.data.TMap;
import dev.caravan.core.stm.data.TPromise;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies that do what they should not, callers that give up, and neighbours that never rest. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class StmMisuseTest {
  private final Pool pool = Pool.workStealing(2);
  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  /** Runs a body beside a thread that never stops changing a location. */
  private void besideAWriter(Runnable body) throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                a.increment();
                a.set(0);
              }
            });
    try {
      body.run();
    } finally {
      over.set(true);
      writer.join();
    }
  }

  @Test
  void theLimitHoldsBesideAWriterThatNeverRests() throws Exception {
    besideAWriter(() ->
        assertThatThrownBy(() -> a.await(value -> value < 0, Duration.ofMillis(20)))
            .isInstanceOf(TimedOut.class));
  }

  @Test
  void cancellationHoldsBesideAWriterThatNeverRests() throws Exception {
    besideAWriter(() -> {
      CancelScope scope = CancelScope.root();
      Fut<Integer> waiting = pool.spawn(() -> scope.call(() -> a.await(value -> value < 0)));
      scope.cancel(null);
      assertThatThrownBy(waiting::await).isInstanceOf(Cancelled.class);
    });
  }

  @Test
  void aForgottenTxCanBeCancelled() {
    CancelScope scope = CancelScope.root();
    AtomicInteger attempts = new AtomicInteger();
    Fut<Void> endless =
        pool.spawnVoid(() ->
            scope.run(() ->
                Stm.atomicallyVoid(tx -> {
                  int value = a.get(tx);
                  a.set(value + 1); // without the tx: changes what was just read
                  b.set(tx, value);
                  if (attempts.incrementAndGet() == 100) {
                    scope.cancel(null);
                  }
                })));
    assertThatThrownBy(endless::await).isInstanceOf(Cancelled.class);
    assertThat(b.get()).isZero();
  }

  @Test
  void noTimeToWaitIsTimeEnoughForALongBody() {
    TInt[] all = TInt.array(1_000, 1);
    int sum =
        Stm.atomically(
            TxnOptions.defaults().within(Duration.ZERO),
            tx -> {
              int total = 0;
              for (TInt one : all) {
                total += one.getAndAdd(tx, 1);
              }
              return total;
            });
    assertThat(sum).isEqualTo(1_000);
  }

  @Test
  void anActionThatRetriesDoesNotRunTheBodyAgain() {
    assertThatThrownBy(() ->
            Stm.atomicallyVoid(tx -> {
              a.increment(tx);
              tx.afterCommit(() -> Stm.check(false));
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the transaction is over");
    assertThat(a.get()).isEqualTo(1);
  }

  @Test
  void aSwallowedRetryIsNotTakenByALaterChoice() {
    AtomicInteger attempts = new AtomicInteger();
    int value =
        Stm.atomically(tx -> {
          if (attempts.incrementAndGet() == 2) {
            return a.get(tx);
          }
          try {
            tx.check(a.get(tx) > 0);
          } catch (Throwable swallowed) {
            Stm.independentlyVoid(() -> a.set(7));
          }
          return tx.<Integer, RuntimeException>orElse(t -> 1, t -> 2);
        });
    assertThat(value).isEqualTo(7);
  }

  @Test
  void aBranchThatWrapsItsRetryGivesTheNextItsTurn() {
    String taken =
        Stm.<String, RuntimeException>atomically(tx ->
            tx.orElse(
                t -> {
                  try {
                    t.check(a.get(t) > 0);
                    return "first";
                  } catch (Throwable caught) {
                    throw new IllegalStateException(caught);
                  }
                },
                t -> "second"));
    assertThat(taken).isEqualTo("second");
  }

  @Test
  void aTransactionInsideThatUsesTheOneAroundItEndsWithIt() {
    AtomicInteger attempts = new AtomicInteger();
    int value =
        Stm.atomically(outer -> {
          int seen = a.get(outer);
          if (attempts.incrementAndGet() == 1) {
            Stm.independentlyVoid(() -> a.set(1));
            Stm.independentlyVoid(() -> Stm.atomicallyVoid(inner -> outer.validate()));
          }
          return seen;
        });
    assertThat(value).isEqualTo(1);
  }

  @Test
  void aRetryOfTheOneAroundIsNotTakenByTheOneInside() {
    Fut<Integer> waiting =
        pool.spawn(() ->
            Stm.<Integer, RuntimeException>atomically(outer -> {
              int value = a.get(outer);
              return Stm.<Integer, RuntimeException>independently(() ->
                  Stm.<Integer, RuntimeException>atomically(inner -> {
                    b.get(inner);
                    outer.check(value > 0);
                    return value;
                  }));
            }));
    Eventually.until("it waits for a", () -> WaitersKept.by(a.awaitedChange()) > 0);
    a.set(1);
    assertThat(waiting.await()).isEqualTo(1);
  }

  @Test
  void aTaskThatRunsOnTheStackOfABodyIsNotInIt() {
    try (Pool one = Pool.workStealing(1)) {
      int value =
          one.invoke(() -> {
            Fut<Integer> other =
                one.spawn(
                    () -> Stm.<Integer, RuntimeException>atomically(tx -> b.addAndGet(tx, 5)));
            return Stm.<Integer, RuntimeException>atomically(tx -> a.get(tx) + other.await());
          });
      assertThat(value).isEqualTo(5);
    }
  }

  @Test
  void aRetryInAnAwaitWaits() {
    Fut<Integer> waiting =
        pool.spawn(() ->
            a.await(value -> {
              Stm.check(value > 0);
              return true;
            }));
    a.set(3);
    assertThat(waiting.await()).isEqualTo(3);
  }

  @Test
  void aStrictReaderThatHelpsWakesTheWaitersOfOthers() throws Exception {
    for (int round = 0; round < 300; round++) {
      TInt x = TInt.of(0);
      TInt y = TInt.of(0);
      Fut<Integer> waiting = pool.spawn(() -> y.await(value -> value > 0));
      Thread writer =
          Thread.ofPlatform()
              .start(() ->
                  Stm.atomicallyVoid(tx -> {
                    x.set(tx, 1);
                    y.set(tx, 1);
                  }));
      while (y.get() == 0) {
        Stm.<Integer, RuntimeException>atomically(
            TxnOptions.defaults().strict(), tx -> x.get(tx) + y.get(tx) + y.get());
      }
      writer.join();
      assertThat(waiting.await()).isEqualTo(1);
    }
  }

  @Test
  void aStrictBodyUsesNoChannel() {
    Channel<Integer> channel = Channel.bounded(1);
    assertThatThrownBy(
            () -> Stm.atomicallyVoid(TxnOptions.defaults().strict(), tx -> channel.send(a.get(tx))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must not use");
    assertThat(channel.size()).isZero();
  }

  @Test
  void aPromiseSettledTwiceInOneTransactionSaysWhatItIs() {
    TPromise<Integer> promise = new TPromise<>();
    assertThatThrownBy(() ->
            Stm.atomicallyVoid(tx -> {
              promise.fulfill(tx, 1);
              promise.fulfill(tx, 2);
            }))
        .hasMessageContaining("fulfilled with 1");
  }

  @Test
  void aViewOfAMapContainsNoBindingToNull() {
    TMap<String, Integer> map = new TMap<>();
    assertThat(map.asMap().entrySet().contains(new SimpleEntry<>("absent", null))).isFalse();
    assertThat(map.asMap().entrySet().remove(new SimpleEntry<>(null, null))).isFalse();
  }
}
