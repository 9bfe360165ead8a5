package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The small structures: alone, inside transactions, and between threads. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class StructuresTest {
  private final Pool pool = Pool.workStealing(2);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private static void untilOneWaits() {
    Eventually.until(
        "a transaction waits",
        () -> Waits.snapshot().stream().anyMatch(w -> w.forWhat().toString().contains("read")));
  }

  @Nested
  @Tag("conformance")
  class Queue {
    private final TQueue<Integer> queue = new TQueue<>();

    @Test
    @DisplayName("kcas 21: a transaction sees what was there before it and what it has added")
    void aTransactionOnTheQueue() {
      queue.add(101);

      Stm.atomicallyVoid(tx -> {
        queue.add(tx, 42);
        assertThat(queue.peek(tx)).isEqualTo(101);
        assertThat(queue.poll(tx)).isEqualTo(101);
        assertThat(queue.size(tx)).isEqualTo(1);
        assertThat(queue.isEmpty(tx)).isFalse();
        assertThat(queue.poll(tx)).isEqualTo(42);
        assertThat(queue.poll(tx)).isNull();
        assertThat(queue.peek(tx)).isNull();
      });

      assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("kcas 22: copy: what happens to the one is nothing to the other")
    void aCopyIsAQueueOfItsOwn() {
      IntStream.range(0, 5).forEach(queue::add);
      assertThat(queue.poll()).isZero();
      queue.add(5);

      TQueue<Integer> copy = queue.copy();
      assertThat(queue.poll()).isEqualTo(1);
      copy.add(6);
      TQueue<Integer> inTransaction =
          Stm.<TQueue<Integer>, RuntimeException>atomically(tx -> {
            copy.add(tx, 7);
            return copy.copy(tx);
          });
      copy.pollAll();

      assertThat(queue.pollAll()).containsExactly(2, 3, 4, 5);
      assertThat(inTransaction.pollAll()).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aSnapshotIsAListThatCannotBeChanged() {
      IntStream.range(0, 5).forEach(queue::add);
      queue.poll();
      queue.add(5);

      List<Integer> snapshot = queue.snapshot();
      queue.poll();

      assertThat(snapshot).isEqualTo(List.of(1, 2, 3, 4, 5)).hasToString("[1, 2, 3, 4, 5]");
      assertThat(snapshot.get(4)).isEqualTo(5);
      assertThat(snapshot.subList(1, 3)).containsExactly(2, 3);
      assertThatThrownBy(() -> snapshot.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> snapshot.add(6)).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> snapshot.removeFirst())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(new TQueue<Integer>().snapshot()).isEmpty();
    }

    @Test
    @DisplayName("kcas 22: snapshots do not see later changes")
    void snapshotsDoNotSeeLaterChanges() {
      TQueue<Integer> other = new TQueue<>();
      IntStream.range(0, 5).forEach(queue::add);
      assertThat(queue.poll()).isZero();
      queue.add(5);
      Iterator<Integer> snapshot = queue.iterator();

      queue.swap(other);
      other.poll();
      other.add(6);

      assertThat(snapshot).toIterable().containsExactly(1, 2, 3, 4, 5);
      assertThat(queue).isEmpty();
      assertThat(other).containsExactly(2, 3, 4, 5, 6).hasToString("[2, 3, 4, 5, 6]");
      assertThat(other.snapshot()).containsExactly(2, 3, 4, 5, 6);
      assertThat(Stm.<List<Integer>, RuntimeException>atomically(other::snapshot)).hasSize(5);
      assertThat(other.size()).isEqualTo(5);
      assertThat(other.pollAll()).containsExactly(2, 3, 4, 5, 6);
      assertThat(other.poll()).isNull();
      assertThat(other.peek()).isNull();
    }

    @Test
    void whatATransactionTookComesBackIfItFails() {
      queue.add(1);
      queue.add(2);

      assertThatThrownBy(() ->
              Stm.atomically(tx -> {
                queue.poll(tx);
                queue.add(tx, 3);
                throw new IOException();
              }))
          .isInstanceOf(IOException.class);

      assertThat(queue).containsExactly(1, 2);
    }

    @Test
    void aStrictTransactionCanUseIt() {
      queue.add(1);
      int taken = Stm.atomically(TxnOptions.defaults().strict(), queue::take);
      assertThat(taken).isEqualTo(1);
    }

    @Test
    void takersWaitAndEachElementGoesToOne() {
      int producers = 3;
      int each = 2_000;
      List<Fut<List<Integer>>> takers =
          IntStream.range(0, 3)
              .mapToObj(t -> pool.spawn(() -> takeAll(queue, producers * each / 3)))
              .toList();
      List<Fut<Void>> adders =
          IntStream.range(0, producers)
              .mapToObj(p ->
                  pool.spawnVoid(() -> {
                    for (int i = 0; i < each; i++) {
                      queue.add(p * each + i);
                    }
                  }))
              .toList();
      Fut.all(adders).await();

      List<Integer> all = new ArrayList<>();
      for (List<Integer> some : Fut.all(takers).await()) {
        for (int p = 0; p < producers; p++) {
          int from = p * each;
          assertThat(some.stream().filter(e -> e / each * each == from)).isSorted();
        }
        all.addAll(some);
      }
      assertThat(all).hasSize(producers * each).doesNotHaveDuplicates();
    }

    private static List<Integer> takeAll(TQueue<Integer> from, int howMany) {
      List<Integer> taken = new ArrayList<>();
      while (taken.size() < howMany) {
        taken.add(from.take());
      }
      return taken;
    }

    @Test
    void aTakeIsLimited() {
      assertThatThrownBy(() -> queue.take(Duration.ofMillis(5))).isInstanceOf(TimedOut.class);
      queue.add(1);
      assertThat(queue.take(Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void nullIsRefused() {
      assertThatThrownBy(() -> queue.add(null)).hasMessageContaining("TQueue");
    }
  }

  @Nested
  @Tag("conformance")
  class Stack {
    private final TStack<Integer> stack = new TStack<>();

    @Test
    @DisplayName("kcas 23: copy: what happens to the one is nothing to the other")
    void aCopyIsAStackOfItsOwn() {
      stack.push(101);
      stack.push(42);

      TStack<Integer> copy = stack.copy();
      stack.pop();
      copy.push(7);
      TStack<Integer> inTransaction =
          Stm.<TStack<Integer>, RuntimeException>atomically(tx -> {
            copy.push(tx, 8);
            return copy.copy(tx);
          });

      assertThat(stack.popAll()).containsExactly(101);
      assertThat(copy.popAll()).containsExactly(8, 7, 42, 101);
      assertThat(inTransaction.snapshot()).isEqualTo(List.of(8, 7, 42, 101));
    }

    @Test
    @DisplayName("kcas 23: the last comes first; snapshots from the top; swap")
    void theLastComesFirst() {
      TStack<Integer> other = new TStack<>();
      stack.push(101);
      Stm.atomicallyVoid(tx -> {
        stack.push(tx, 42);
        assertThat(stack.peek(tx)).isEqualTo(42);
        assertThat(stack.size(tx)).isEqualTo(2);
      });
      Iterator<Integer> snapshot = stack.iterator();
      assertThat(stack.peek()).isEqualTo(42);
      assertThat(stack.snapshot()).containsExactly(42, 101);
      stack.swap(other);

      assertThat(stack.isEmpty()).isTrue();
      assertThat(stack.pop()).isNull();
      assertThat(other.pop()).isEqualTo(42);
      assertThat(snapshot).toIterable().containsExactly(42, 101);
      assertThat(other).hasToString("[101]");
      assertThat(Stm.<List<Integer>, RuntimeException>atomically(other::popAll))
          .containsExactly(101);
      assertThat(other.popAll()).isEmpty();
    }

    @Test
    void aTakeWaits() {
      Fut<Integer> taken = pool.spawn(() -> stack.take());
      untilOneWaits();
      stack.push(7);
      assertThat(taken.await()).isEqualTo(7);
      assertThatThrownBy(() -> stack.take(Duration.ZERO)).isInstanceOf(TimedOut.class);
      assertThatThrownBy(() -> stack.push(null)).hasMessageContaining("TStack");
    }
  }

  @Nested
  @Tag("conformance")
  class Places {
    @Test
    @DisplayName("kcas 28: a put waits while it is full, a take while it is empty")
    void aPutWaitsWhileItIsFull() {
      TMVar<String> place = TMVar.of("first");
      Fut<Void> second = pool.spawnVoid(() -> place.put("second"));
      untilOneWaits();
      assertThat(place).hasToString("full of first");
      assertThat(place.tryPut("third")).isFalse();
      assertThat(place.take()).isEqualTo("first");
      second.await();
      assertThat(place.read()).isEqualTo("second");
      assertThat(place.tryTake()).isEqualTo("second");
      assertThat(place.tryTake()).isNull();

      Fut<String> fourth = pool.spawn(place::take);
      untilOneWaits();
      place.put("fourth");
      assertThat(fourth.await()).isEqualTo("fourth");
      assertThat(place).hasToString("empty");
    }

    @Test
    void aReadWaitsAndLeavesIt() {
      TMVar<String> place = TMVar.empty();
      Fut<String> read = pool.spawn(() -> place.read());
      untilOneWaits();
      place.put("here");
      assertThat(read.await()).isEqualTo("here");
      assertThat(place.peek()).isEqualTo("here");
      assertThat(place.read(Duration.ZERO)).isEqualTo("here");
      assertThatThrownBy(() -> place.put("more", Duration.ZERO)).isInstanceOf(TimedOut.class);
      assertThatThrownBy(() -> place.put(null)).hasMessageContaining("TMVar");
    }
  }

  @Nested
  @Tag("conformance")
  class Promises {
    private final TPromise<Integer> promise = new TPromise<>();

    @Test
    @DisplayName("kcas 29: settled once; a failure is thrown to whoever awaits")
    void settledOnce() {
      Fut<Integer> waiting = pool.spawn(() -> promise.await());
      untilOneWaits();
      promise.fulfill(42);
      assertThat(waiting.await()).isEqualTo(42);
      assertThat(promise.isDone()).isTrue();
      assertThat(promise.tryFulfill(1) || promise.tryFail(new IOException())).isFalse();
      assertThatThrownBy(() -> promise.fulfill(43))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("fulfilled with 42");

      TPromise<Integer> failed = new TPromise<>();
      failed.fail(new IOException("disk"));
      assertThatThrownBy(failed::await)
          .isInstanceOf(TaskFailed.class)
          .hasCauseInstanceOf(IOException.class);
      IllegalArgumentException unchecked = new IllegalArgumentException("x");
      TPromise<Integer> other = new TPromise<>();
      Stm.atomicallyVoid(tx -> other.fail(tx, unchecked));
      assertThatThrownBy(other::await).isSameAs(unchecked);
    }

    @Test
    @DisplayName("kcas 29: peek does not wait")
    void peekTellsWhatItHasComeTo() {
      IOException disk = new IOException("disk");
      TPromise<Integer> failed = new TPromise<>();
      TPromise<@Nullable Integer> nothing = new TPromise<>();
      assertThat(promise.peek()).isEmpty();

      Stm.atomicallyVoid(tx -> {
        promise.fulfill(tx, 42);
        assertThat(promise.peek(tx)).contains(new Outcome.Returned<>(42));
        failed.fail(tx, disk);
        nothing.fulfill(tx, null);
      });

      assertThat(promise.peek()).contains(new Outcome.Returned<>(42));
      assertThat(failed.peek()).contains(new Outcome.Failed<>(disk));
      assertThat(nothing.peek()).contains(new Outcome.Returned<>(null));
    }

    @Test
    void aTransactionThatFailsSettlesNothing() {
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                promise.fulfill(tx, 1);
                assertThat(promise.isDone(tx)).isTrue();
                promise.fulfill(tx, 2);
              }))
          .isInstanceOf(IllegalStateException.class);

      assertThat(promise).hasToString("pending");
      assertThatThrownBy(() -> promise.await(Duration.ZERO)).isInstanceOf(TimedOut.class);
    }
  }

  @Nested
  @Tag("conformance")
  class Sums {
    @Test
    void theSumOfWhatManyAdd() {
      TAdder sum = new TAdder();
      List<Fut<Void>> adders =
          IntStream.range(0, 4)
              .mapToObj(t ->
                  pool.spawnVoid(() -> {
                    for (int i = 0; i < 1_000; i++) {
                      sum.increment();
                      Stm.atomicallyVoid(tx -> sum.add(tx, 2));
                      sum.decrement();
                    }
                  }))
              .toList();
      Fut.all(adders).await();

      assertThat(sum.sum()).isEqualTo(8_000);
      sum.set(5);
      assertThat(sum).hasToString("5");
    }
  }

  @Test
  @DisplayName("kcas 30: an element is in exactly one of three structures at any time")
  void oneOfThree() {
    TQueue<String> queue = new TQueue<>();
    TStack<String> stack = new TStack<>();
    TMVar<String> place = TMVar.of("ball");
    Fut<Void> mover =
        pool.spawnVoid(() -> {
          for (int i = 0; i < 3_000; i++) {
            Stm.atomicallyVoid(tx -> queue.add(tx, place.take(tx)));
            Stm.atomicallyVoid(tx -> stack.push(tx, queue.take(tx)));
            Stm.atomicallyVoid(tx -> place.put(tx, stack.take(tx)));
          }
        });
    int looks = 0;
    while (!mover.isDone() || looks == 0) {
      int found =
          Stm.atomically(tx -> queue.size(tx) + stack.size(tx) + (place.peek(tx) == null ? 0 : 1));
      assertThat(found).isEqualTo(1);
      looks++;
    }
    mover.await();
  }
}
