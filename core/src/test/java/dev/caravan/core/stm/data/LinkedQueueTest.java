package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FailOnHang.class)
@Tag("conformance")
class LinkedQueueTest {
  private final Pool pool = Pool.workStealing(2);
  private final LinkedQueue<Integer> one = new LinkedQueue<>();
  private final LinkedQueue<Integer> other = new LinkedQueue<>();

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  @Test
  @DisplayName("kcas example 11: first in, first out, within and between transactions")
  void firstInFirstOut() {
    Stm.atomicallyVoid(tx -> {
      one.add(tx, 19);
      one.add(tx, 20);
      assertThat(one.poll(tx)).isEqualTo(19);
    });
    assertThat(Stm.<Integer, RuntimeException>atomically(one::poll)).isEqualTo(20);
    assertThat(Stm.<Integer, RuntimeException>atomically(one::poll)).isNull();
  }

  @Test
  @DisplayName("kcas 19: who adds here only if nothing is there never fills both")
  void neverBoth() {
    for (int round = 0; round < 1_000; round++) {
      LinkedQueue<Integer> left = new LinkedQueue<>();
      LinkedQueue<Integer> right = new LinkedQueue<>();
      Fut<Void> a = pool.spawnVoid(() -> addIfEmpty(left, right));
      Fut<Void> b = pool.spawnVoid(() -> addIfEmpty(right, left));
      Fut.all(List.of(a, b)).await();
      boolean both = Stm.atomically(tx -> !left.isEmpty(tx) && !right.isEmpty(tx));
      assertThat(both).as("both are filled").isFalse();
    }
  }

  private static void addIfEmpty(LinkedQueue<Integer> looked, LinkedQueue<Integer> added) {
    Stm.atomicallyVoid(tx -> {
      if (looked.isEmpty(tx)) {
        added.add(tx, 1);
      }
    });
  }

  @Test
  @DisplayName("kcas 20: once all have ended, the tail is at the end")
  void theTailIsNotLeftBehind() {
    Fut<Void> a = pool.spawnVoid(() -> move(one, other));
    Fut<Void> b = pool.spawnVoid(() -> move(other, one));
    Fut.all(List.of(a, b)).await();

    assertThat(one.tail.get().get()).as("behind the tail").isNull();
    assertThat(other.tail.get().get()).as("behind the tail").isNull();
  }

  private static void move(LinkedQueue<Integer> from, LinkedQueue<Integer> to) {
    for (int i = 0; i < 1_000; i++) {
      Integer element = i;
      Stm.atomicallyVoid(tx -> from.add(tx, element));
      Stm.atomicallyVoid(tx -> {
        Integer taken = from.poll(tx);
        if (taken != null) {
          to.add(tx, taken);
        }
      });
    }
  }
}
