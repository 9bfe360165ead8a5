package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(FailOnHang.class)
class MpmcQueueTest {

  @Property(tries = 300)
  void behavesAsAnArrayDeque(@ForAll @Size(max = 400) List<Boolean> adds) {
    MpmcQueue<Integer> queue = new MpmcQueue<>();
    ArrayDeque<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (boolean add : adds) {
      if (add) {
        queue.add(next);
        model.addLast(next++);
      } else {
        assertThat(queue.poll()).isEqualTo(model.pollFirst());
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  @Test
  void givenManySegmentsThenTheOrderIsKept() {
    MpmcQueue<Integer> queue = new MpmcQueue<>();
    IntStream.range(0, 100_000).forEach(queue::add);
    assertThat(queue.size()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void givenManyEmptyPollsThenNoPlaceIsUsedUp() {
    MpmcQueue<String> queue = new MpmcQueue<>();
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(queue.poll()).isNull();
    }
    queue.add("a");
    assertThat(queue.poll()).isEqualTo("a");
  }

  @Test
  void refusesNull() {
    assertThatNullPointerException().isThrownBy(() -> new MpmcQueue<>().add(null));
  }

  @Test
  void keepsNoElementThatWasTaken() throws Exception {
    MpmcQueue<Object> queue = new MpmcQueue<>();
    List<WeakReference<Object>> taken = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      queue.add(new Object());
      taken.add(new WeakReference<>(queue.poll()));
    }
    while (taken.stream().anyMatch(gone -> gone.get() != null)) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void givenManyThreadsThenEachElementIsTakenOnceAndEachProducersOrderIsKept() throws Exception {
    int each = 100_000;
    MpmcQueue<int[]> queue = new MpmcQueue<>(); // producer, number
    AtomicInteger left = new AtomicInteger(2 * each);
    CountDownLatch ready = new CountDownLatch(4);
    List<FutureTask<List<int[]>>> consumers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int producer = i;
      start(
          new FutureTask<>(() -> {
            ready.countDown();
            ready.await();
            for (int n = 0; n < each; n++) {
              queue.add(new int[] {producer, n});
            }
            return null;
          }));
      FutureTask<List<int[]>> consumer =
          new FutureTask<>(() -> {
            ready.countDown();
            ready.await();
            List<int[]> seen = new ArrayList<>();
            while (left.get() > 0) {
              int[] element = queue.poll();
              if (element != null) {
                left.decrementAndGet();
                seen.add(element);
              }
            }
            return seen;
          });
      consumers.add(consumer);
      start(consumer);
    }
    boolean[][] taken = new boolean[2][each];
    for (FutureTask<List<int[]>> consumer : consumers) {
      int[] last = {-1, -1};
      for (int[] element : consumer.get()) {
        assertThat(element[1]).isGreaterThan(last[element[0]]);
        last[element[0]] = element[1];
        assertThat(taken[element[0]][element[1]]).isFalse();
        taken[element[0]][element[1]] = true;
      }
    }
    assertThat(queue.poll()).isNull();
    assertThat(left.get()).isZero();
  }

  private static void start(FutureTask<?> task) {
    Thread.ofPlatform().daemon().start(task);
  }
}
