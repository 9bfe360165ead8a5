package dev.caravan.docs.exercises.lockfree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedStackTest {
  private final BoundedStack<Integer> subject = subject(2);

  @SuppressWarnings("unchecked") // a class has no type parameter
  private static BoundedStack<Integer> subject(int capacity) {
    return Exercise.subject(BoundedStack.class, capacity);
  }

  @Test
  void theNewestComesFirst() {
    subject.push(1);
    subject.push(2);
    assertThat(subject.pop()).isEqualTo(2);
    assertThat(subject.pop()).isEqualTo(1);
    assertThat(subject.pop()).isNull();
  }

  @Test
  void aFullStackRefuses() {
    assertThat(subject.push(1)).isTrue();
    assertThat(subject.push(2)).isTrue();
    assertThat(subject.push(3)).isFalse();
    assertThat(subject.size()).isEqualTo(2);
    assertThat(subject.pop()).isEqualTo(2);
    assertThat(subject.push(4)).isTrue();
  }

  @Test
  void manyThreadsNeitherLoseNorDouble() {
    BoundedStack<Integer> shared = subject(8);
    AtomicInteger pushed = new AtomicInteger();
    AtomicInteger popped = new AtomicInteger();
    try (Pool pool = Pool.workStealing(4)) {
      pool.invokeVoid(() ->
          ForkJoin.forRange(
              0,
              40_000,
              i -> {
                if (i % 2 == 0) {
                  pushed.addAndGet(shared.push(i) ? 1 : 0);
                } else {
                  popped.addAndGet(shared.pop() != null ? 1 : 0);
                }
                assertThat(shared.size()).isBetween(0, 8);
              }));
    }
    assertThat(shared.size()).isEqualTo(pushed.get() - popped.get());
  }
}
