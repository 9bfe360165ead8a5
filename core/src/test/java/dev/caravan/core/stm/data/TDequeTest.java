package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.TxnStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list with two ends and nodes. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class TDequeTest {
  private final Pool pool = Pool.workStealing(2);
  private final TDeque<String> list = new TDeque<>();
  private final TDeque<String> other = new TDeque<>();

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private static void meanwhile(Runnable deed) {
    Stm.independently(() -> {
      deed.run();
      return null;
    });
  }

  private void fill(String... elements) {
    List.of(elements).forEach(list::addLast);
  }

  @Test
  void elementsComeAndGoAtBothEnds() {
    fill("b", "c");
    list.addFirst("a");
    assertThat(list).containsExactly("a", "b", "c").hasToString("[a, b, c]");
    assertThat(list.peekFirst()).isEqualTo("a");
    assertThat(list.peekLast()).isEqualTo("c");
    assertThat(list.size()).isEqualTo(3);
    assertThat(list.pollFirst()).isEqualTo("a");
    assertThat(list.pollLast()).isEqualTo("c");
    assertThat(list.isEmpty()).isFalse();
    assertThat(list.pollLast()).isEqualTo("b");
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.peekFirst()).isNull();
    assertThat(list.peekLast()).isNull();
  }

  @Test
  @DisplayName("kcas 27: a take from an empty list gives nothing, waits, or runs out of time")
  void aTakeFromAnEmptyList() {
    assertThat(list.pollFirst()).isNull();
    assertThat(list.pollLast()).isNull();
    assertThatThrownBy(() -> list.takeFirst(Duration.ZERO)).isInstanceOf(TimedOut.class);
    assertThatThrownBy(() -> list.takeLast(Duration.ofMillis(5))).isInstanceOf(TimedOut.class);
    Fut<String> first = pool.spawn(() -> list.takeFirst());
    list.addLast("a");
    assertThat(first.await()).isEqualTo("a");
    Fut<String> last = pool.spawn(() -> list.takeLast());
    list.addLast("b");
    assertThat(last.await()).isEqualTo("b");
  }

  @Test
  void aNodeIsRemovedOnceWhereverItIs() {
    fill("a", "b", "c");
    TDeque.Node<String> b = list.nodes().get(1);
    assertThat(b.element()).isEqualTo("b");
    assertThat(b.isLinked()).isTrue();
    assertThat(b.remove()).isTrue();
    assertThat(b.remove()).isFalse();
    assertThat(b.isLinked()).isFalse();
    assertThat(list).containsExactly("a", "c");

    TDeque.Node<String> a = list.nodes().getFirst();
    assertThat(list.pollFirst()).isEqualTo("a");
    assertThat(a.remove()).as("what was taken is in no list").isFalse();
    assertThat(a).hasToString("the node of a");
  }

  @Test
  @DisplayName("kcas 27: moves within a list, between lists, and from none")
  void moves() {
    fill("a", "b", "c");
    List<TDeque.Node<String>> nodes = list.nodes();
    list.moveToFirst(nodes.get(2));
    assertThat(list).containsExactly("c", "a", "b");
    list.moveToFirst(nodes.get(2));
    assertThat(list).containsExactly("c", "a", "b");
    list.moveToLast(nodes.get(0));
    assertThat(list).containsExactly("c", "b", "a");
    list.moveToLast(nodes.get(0));
    assertThat(list).containsExactly("c", "b", "a");
    other.moveToFirst(nodes.get(1));
    other.moveToLast(nodes.get(0));
    assertThat(list).containsExactly("c");
    assertThat(other).containsExactly("b", "a");
    nodes.get(2).remove();
    assertThat(list).isEmpty();
    list.moveToLast(nodes.get(2));
    assertThat(list).containsExactly("c");
    nodes.get(2).remove();
    list.moveToFirst(nodes.get(2));
    assertThat(list).containsExactly("c");
  }

  @Test
  @DisplayName("kcas 27: transfers and exchanges, with empty lists and with itself")
  void transfers() {
    fill("a", "b");
    other.addLast("c");
    list.transferToFirst(list);
    list.transferToLast(list);
    list.swap(list);
    assertThat(list).containsExactly("a", "b");

    list.transferToFirst(other);
    assertThat(list).isEmpty();
    assertThat(other).containsExactly("a", "b", "c");
    list.transferToLast(other);
    assertThat(other).containsExactly("a", "b", "c");
    list.swap(other);
    assertThat(other).isEmpty();
    fill("d");
    other.addLast("z");
    list.transferToLast(other);
    assertThat(other).containsExactly("z", "a", "b", "c", "d");
    list.addFirst("y");
    list.swap(other);
    assertThat(other).containsExactly("y");
    assertThat(list).containsExactly("z", "a", "b", "c", "d");

    TDeque.Node<String> z = list.nodes().getFirst();
    TDeque<String> taken = list.takeAll();
    assertThat(list).isEmpty();
    assertThat(taken).containsExactly("z", "a", "b", "c", "d");
    list.moveToFirst(z);
    assertThat(taken).containsExactly("a", "b", "c", "d");
    assertThat(list).containsExactly("z");
  }

  @Test
  void aTransactionReadsItsOwnWritesAndLeavesNothingIfItFails() {
    fill("a", "b");
    assertThatThrownBy(() ->
            Stm.atomicallyVoid(tx -> {
              TDeque.Node<String> c = list.addLast(tx, "c");
              assertThat(list.snapshot(tx)).containsExactly("a", "b", "c");
              assertThat(list.peekLast(tx)).isEqualTo("c");
              assertThat(c.isLinked(tx)).isTrue();
              assertThat(c.remove(tx)).isTrue();
              assertThat(list.pollFirst(tx)).isEqualTo("a");
              assertThat(list.peekFirst(tx)).isEqualTo("b");
              assertThat(list.size(tx)).isEqualTo(1);
              list.swap(tx, other);
              assertThat(list.isEmpty(tx)).isTrue();
              throw new IOException();
            }))
        .isInstanceOf(IOException.class);
    assertThat(list).containsExactly("a", "b");
    assertThat(other).isEmpty();
  }

  @Test
  void theTwoEndsDoNotDisturbEachOther() {
    fill("a", "b", "c", "d");
    TxnStatistics counts = new TxnStatistics();
    Stm.atomicallyVoid(
        TxnOptions.defaults().counting(counts),
        tx -> {
          list.pollFirst(tx);
          meanwhile(list::pollLast);
        });
    assertThat(counts.attempts()).isEqualTo(1);
    assertThat(list).containsExactly("b", "c");
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> list.addFirst(null)).hasMessageContaining("TDeque");
    assertThat(list.isEmpty()).isTrue();
  }

  @Test
  void everyElementIsAccountedForWhileNodesMoveBetweenLists() {
    List<TDeque<Integer>> lists = List.of(new TDeque<>(), new TDeque<>(), new TDeque<>());
    List<TDeque.Node<Integer>> nodes = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> nodes.add(lists.getFirst().addLast(i)));
    List<Fut<Void>> movers =
        IntStream.range(0, 3)
            .mapToObj(m ->
                pool.spawnVoid(() -> {
                  for (int i = 0; i < 1_500; i++) {
                    TDeque<Integer> to = lists.get((i + m) % 3);
                    TDeque.Node<Integer> node = nodes.get((i * 7 + m) % 20);
                    switch (i % 4) {
                      case 0 -> to.moveToFirst(node);
                      case 1 -> to.moveToLast(node);
                      case 2 -> lists.get(m).transferToLast(to);
                      default -> lists.get(m).swap(to);
                    }
                  }
                }))
            .toList();
    do {
      List<Integer> found =
          Stm.atomically(tx -> {
            List<Integer> all = new ArrayList<>();
            lists.forEach(list -> all.addAll(list.snapshot(tx)));
            return all;
          });
      assertThat(found).hasSize(20).doesNotHaveDuplicates();
    } while (!movers.stream().allMatch(Fut::isDone));
    Fut.all(movers).await();
  }
}
