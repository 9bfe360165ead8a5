package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class GuardedTest {

  private final Guarded<Integer> number = Guarded.of(0);

  @Test
  void getSetAndUpdate() {
    number.set(5);

    assertThat(number.get()).isEqualTo(5);
    assertThat(number.update(n -> n + 1)).isEqualTo(6);
    assertThat(number.get()).isEqualTo(6);
  }

  @Test
  @DisplayName("moonpool 24: the lock is released when the body throws, and the value stays")
  void theLockIsReleasedWhenTheBodyThrows() {
    IOException failure = new IOException("disk");

    assertThatThrownBy(() ->
            number.with(n -> {
              throw failure;
            }))
        .isSameAs(failure);
    assertThatThrownBy(() ->
            number.update(n -> {
              throw new IllegalStateException();
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(number.get()).isZero();
  }

  @Test
  void askingForTheOwnLockIsAnErrorAndNotAHang() {
    assertThatThrownBy(() -> number.with(n -> number.get()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not re-entrant");

    assertThat(number.get()).as("free again").isZero();
  }

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  void tasksThatUpdateLoseNothingThoughTheirBodiesWait(PoolKind kind) {
    kind.<Void, RuntimeException>run(pool -> {
      List<Fut<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        tasks.add(
            pool.spawn(() ->
                number.update(n -> {
                  Pool.yieldNow();
                  return n + 1;
                })));
      }
      tasks.forEach(Fut::await);
      return null;
    });

    assertThat(number.get()).isEqualTo(100);
  }

  @Test
  void waitersGetTheLockInTheOrderInWhichTheyCame() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    Trigger release = new Trigger();
    Thread holder = Thread.ofVirtual().start(() -> number.withVoid(n -> release.await()));
    Eventually.untilWaiting(holder);
    for (int i = 0; i < 10; i++) {
      int mine = i;
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> number.<Boolean, RuntimeException>with(n -> order.add(mine)));
      Eventually.untilWaiting(waiter);
      threads.add(waiter);
    }

    release.signal();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(order).hasSize(10).isSorted();
  }

  @Test
  @DisplayName("those who give up and ask again are never taken for the holder, and lose no turn")
  void givingUpAndAskingAgain() throws Exception {
    ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(Thread.ofPlatform().daemon().start(() -> askOftenBriefly(unexpected)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(unexpected).isEmpty();
    assertThat(number.<Integer, RuntimeException>with(Duration.ZERO, n -> n)).isPositive();
  }

  private void askOftenBriefly(ConcurrentLinkedQueue<Throwable> unexpected) {
    for (int i = 0; i < 5_000; i++) {
      Throwable thrown = catchThrowable(() -> number.with(Duration.ofNanos(1_000), n -> spin()));
      if (thrown != null && !(thrown instanceof TimedOut)) {
        unexpected.add(thrown);
      } else if (thrown == null && i % 100 == 0) {
        number.update(n -> n + 1);
      }
    }
  }

  private static Void spin() {
    for (int i = 0; i < 100; i++) {
      Thread.onSpinWait();
    }
    return null;
  }
}
