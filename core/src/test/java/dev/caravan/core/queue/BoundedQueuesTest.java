package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.core.kernel.FailOnHang;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bound adds: {@link SpscQueue} and {@link BoundedMpmcQueue}. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class BoundedQueuesTest {

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 100, Integer.MAX_VALUE})
  @DisplayName("saturn 12: a capacity that is no power of two is refused")
  void aCapacityThatIsNoPowerOfTwoIsRefused(int capacity) {
    String text = "the capacity of a queue is a power of two from 1 to 1073741824, not " + capacity;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpscQueue<>(capacity))
        .withMessage(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BoundedMpmcQueue<>(capacity))
        .withMessage(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64})
  @DisplayName("saturn 7: full at the capacity, and not after a poll")
  void isFullAtTheCapacityAndNotAfterAPoll(int capacity) {
    SpscQueue<Integer> spsc = new SpscQueue<>(capacity);
    BoundedMpmcQueue<Integer> mpmc = new BoundedMpmcQueue<>(capacity);
    assertThat(spsc.capacity()).isEqualTo(capacity);
    assertThat(mpmc.capacity()).isEqualTo(capacity);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < capacity; i++) {
        assertThat(spsc.size()).isEqualTo(i);
        assertThat(mpmc.size()).isEqualTo(i);
        assertThat(spsc.offer(i)).isTrue();
        assertThat(mpmc.offer(i)).isTrue();
      }
      assertThat(spsc.offer(-1)).isFalse();
      assertThat(mpmc.offer(-1)).isFalse();
      assertThat(spsc.size()).isEqualTo(capacity);
      assertThat(mpmc.size()).isEqualTo(capacity);
      for (int i = 0; i < capacity; i++) {
        assertThat(spsc.poll()).isEqualTo(i);
        assertThat(mpmc.poll()).isEqualTo(i);
      }
      assertThat(spsc.isEmpty()).isTrue();
      assertThat(mpmc.isEmpty()).isTrue();
    }
  }

  @Test
  @DisplayName("saturn 7, 8: the size is never out of bounds, whoever is at work")
  void theSizeIsNeverOutOfBounds() throws Exception {
    SpscQueue<Integer> spsc = new SpscQueue<>(4);
    BoundedMpmcQueue<Integer> mpmc = new BoundedMpmcQueue<>(4);
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Integer>> bodies = new ArrayList<>();
    bodies.add(() -> {
      for (int i = 0; i < 200_000; i++) {
        spsc.offer(i);
        mpmc.offer(i);
      }
      done.set(true);
      return 0;
    });
    bodies.add(() -> {
      while (!done.get()) {
        spsc.poll();
        mpmc.poll();
      }
      return 0;
    });
    bodies.add(() -> {
      while (!done.get()) {
        assertThat(spsc.size()).isBetween(0, 4);
        assertThat(mpmc.size()).isBetween(0, 4);
      }
      return 0;
    });

    Crowd.run(bodies);
  }
}
