package dev.caravan.core.stm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.spi.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is in the body of a transaction: the code on its stack, whatever thread it runs on. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class EnclosureTest {
  /** Enough for a thread's own to be found by the number of the thread. */
  private static final int OFTEN = 200;

  private final TInt a = TInt.of(0);
  private final TInt b = TInt.of(0);

  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable);
  }

  private void isRefused() {
    assertThatThrownBy(() -> Stm.atomicallyVoid(inner -> a.set(inner, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("starts another transaction");
  }

  private void commitsOften() {
    for (int i = 0; i < OFTEN; i++) {
      Stm.atomicallyVoid(tx -> b.getAndAdd(tx, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatWaitsInABodyKeepsOthersOutOfNothing(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          domain.spawnLast("other", Context.EMPTY, () -> Stm.atomicallyVoid(tx -> b.set(tx, 1)));
          Stm.atomicallyVoid(tx -> {
            domain.yieldNow();
            isRefused();
            a.set(tx, b.get(tx));
          });
          return null;
        });
    assertThat(a.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatTheDriverOfADomainDoesIsInNoBodyOfAFiber(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          domain.after(Duration.ZERO, this::commitsOften);
          while (b.get() < OFTEN) {
            domain.yieldNow();
          }
          domain.spawnLast("other", Context.EMPTY, this::commitsOften);
          Stm.atomicallyVoid(tx -> {
            domain.yieldNow();
            isRefused();
            a.set(tx, b.get(tx));
          });
          return null;
        });
    assertThat(a.get()).isEqualTo(2 * OFTEN);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void alarmsAndSchedulesAreInNoBodyOfWhoeverHasTheTurn(Engine engine) {
    Domain.builder()
        .engine(engine)
        .schedule(ready -> {
          Stm.atomicallyVoid(tx -> b.getAndAdd(tx, 1));
          return 0;
        })
        .run(domain -> {
          domain.after(Duration.ZERO, () -> Stm.atomicallyVoid(tx -> a.set(tx, 1)));
          domain.spawnLast("other", Context.EMPTY, domain::yieldNow);
          domain.spawnLast("another", Context.EMPTY, domain::yieldNow);
          Stm.atomicallyVoid(tx -> {
            while (a.get() == 0) {
              domain.yieldNow();
            }
            isRefused();
          });
          return null;
        });
    assertThat(b.get()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatBlocksInABodyIsInIt(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Stm.atomicallyVoid(tx -> Blocking.run(this::isRefused));
          return null;
        });
  }

  @Test
  void aMainRunnerInABodyIsInItAndATaskOfItIsNot() {
    commitsOften();
    Stm.atomicallyVoid(tx ->
        Pool.main(main -> {
          Fut<Integer> task =
              main.spawn(() -> Stm.<Integer, RuntimeException>atomically(t -> a.addAndGet(t, 5)));
          assertThat(task.await()).isEqualTo(5);
          isRefused();
          return null;
        }));
    commitsOften();
    assertThat(a.get()).isEqualTo(5);
  }

  @Test
  void threadsWithNumbersThatCollideKeepTheirOwn() throws InterruptedException {
    Thread[] threads = new Thread[1_000]; // of which many share a place
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.startVirtualThread(() -> {
            commitsOften();
            Stm.atomicallyVoid(tx -> isRefused());
            refused.incrementAndGet();
          });
    }
    commitsOften();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(b.get()).isEqualTo((threads.length + 1) * OFTEN);
    assertThat(refused.get()).isEqualTo(threads.length);
  }
}
