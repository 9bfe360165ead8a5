package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FailOnHang.class)
class WorkStealingDequeTest {

  private final WorkStealingDeque<Object> deque = new WorkStealingDeque<>(2);

  @Test
  @Tag("conformance")
  @DisplayName("moonpool 16: pop takes the newest, steal the oldest, of nothing both take nothing")
  void popTakesTheNewestAndStealTheOldest() {
    assertThat(deque.pop()).isNull();
    assertThat(deque.steal()).isNull();
    for (int i = 0; i < 10; i++) {
      deque.push(i);
    }

    assertThat(deque.size()).isEqualTo(10);
    assertThat(deque.pop()).isEqualTo(9);
    assertThat(deque.steal()).isEqualTo(0);
    assertThat(deque.pop()).isEqualTo(8);
    assertThat(deque.steal()).isEqualTo(1);
    assertThat(deque.size()).isEqualTo(6);
  }

  @ParameterizedTest
  @Tag("conformance")
  @ValueSource(ints = {-2, 0, 1, 3, 63})
  void aCapacityThatIsNoPowerOfTwoIsRefused(int capacity) {
    assertThatThrownBy(() -> new WorkStealingDeque<>(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacity));
  }

  @Test
  @Tag("conformance")
  void nullIsRefused() {
    assertThatThrownBy(() -> deque.push(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("what was taken is not kept alive by the deque")
  void whatWasTakenIsNotKeptAlive() {
    List<WeakReference<Object>> taken = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deque.push(new Object());
    }
    for (int i = 0; i < 50; i++) {
      taken.add(new WeakReference<>(deque.pop()));
      taken.add(new WeakReference<>(deque.steal()));
    }
    assertThat(deque.pop()).as("the look that clears").isNull();

    Eventually.until(
        "all are collected",
        () -> {
          System.gc();
          return taken.stream().allMatch(reference -> reference.get() == null);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6})
  @DisplayName("moonpool 16: one owner and its thieves take each element once, with growth")
  void eachElementIsTakenOnce(int thieves) throws Exception {
    int elements = 200_000;
    AtomicBoolean done = new AtomicBoolean();
    List<FutureTask<List<Object>>> loots = new ArrayList<>();
    for (int t = 0; t < thieves; t++) {
      FutureTask<List<Object>> loot = new FutureTask<>(() -> stealUntil(done));
      Thread.ofPlatform().daemon().start(loot);
      loots.add(loot);
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      deque.push(i);
      if (i % 3 == 0) {
        add(all, deque.pop());
      }
      if (i % 1_000 == 0) {
        while (add(all, deque.pop())) {
          // to the bottom, where owner and thieves meet
        }
      }
    }
    while (add(all, deque.pop())) {
      // what the thieves have left
    }
    done.set(true);
    for (FutureTask<List<Object>> loot : loots) {
      all.addAll(loot.get());
    }

    BitSet seen = new BitSet(elements);
    all.forEach(element -> seen.set((Integer) element));
    assertThat(all).hasSize(elements);
    assertThat(seen.cardinality()).isEqualTo(elements);
  }

  private List<Object> stealUntil(AtomicBoolean done) {
    List<Object> loot = new ArrayList<>();
    while (!done.get()) {
      add(loot, deque.steal());
    }
    return loot;
  }

  private static boolean add(List<Object> list, Object element) {
    return element != null && list.add(element);
  }
}
