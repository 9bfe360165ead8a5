package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.core.stm.TxnStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The map: alone, inside transactions, while it is resized, and as a map of the JDK. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class TMapTest {
  private final Pool pool = Pool.workStealing(2);
  private final TMap<Integer, String> map = new TMap<>();

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

  private static void untilOneWaits() {
    Eventually.until(
        "a transaction waits",
        () -> Waits.snapshot().stream().anyMatch(w -> w.forWhat().toString().contains("read")));
  }

  private static void putAll(TMap<Integer, String> into, int from, int to) {
    for (int i = from; i < to; i++) {
      into.put(i, "v" + i);
    }
  }

  private static void assertHolds(TMap<Integer, String> map, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(map.get(i)).as("the value of %s", i).isEqualTo("v" + i);
    }
    assertThat(map.size()).isEqualTo(to - from);
    assertThat(map.snapshot()).hasSize(to - from);
  }

  @Nested
  @Tag("conformance")
  class OneBinding {
    @Test
    void theOperationsAreThoseOfAMap() {
      assertThat(map.put(1, "a")).isNull();
      assertThat(map.put(1, "b")).isEqualTo("a");
      assertThat(map.putIfAbsent(1, "c")).isEqualTo("b");
      assertThat(map.putIfAbsent(2, "c")).isNull();
      assertThat(map.containsKey(2)).isTrue();
      assertThat(map.remove(2)).isEqualTo("c");
      assertThat(map.remove(2)).isNull();
      assertThat(map.containsKey(2)).isFalse();
      assertThat(map.compute(1, (key, value) -> value + key)).isEqualTo("b1");
      assertThat(map.compute(1, (key, value) -> null)).isNull();
      assertThat(map.isEmpty()).isTrue();
      assertThat(map.computeIfPresent(1, (key, value) -> "never")).isNull();
      assertThat(map.computeIfAbsent(1, key -> null)).isNull();
      assertThat(map.computeIfAbsent(1, key -> "d")).isEqualTo("d");
      assertThat(map.computeIfAbsent(1, key -> "never")).isEqualTo("d");
      assertThat(map.computeIfPresent(1, (key, value) -> value + "e")).isEqualTo("de");
      assertThat(map.merge(1, "f", String::concat)).isEqualTo("def");
      assertThat(map.merge(3, "g", String::concat)).isEqualTo("g");
      assertThat(map.merge(3, "g", (old, value) -> null)).isNull();
      assertThat(map.size()).isEqualTo(1);
      assertThat(map).hasToString("{1=def}");
      map.clear();
      assertThat(map.snapshot()).isEmpty();
    }

    @Test
    void keysWithEqualHashCodesAreKeptApart() {
      TMap<String, Integer> words = new TMap<>();
      List<String> same = List.of("AaAa", "BBBB", "AaBB", "BBAa");
      same.forEach(word -> words.put(word, word.length()));
      assertThat(words.remove("AaBB")).isEqualTo(4);
      assertThat(words.snapshot()).containsOnlyKeys("AaAa", "BBBB", "BBAa");
      words.put("BBBB", 5);
      assertThat(words.get("BBBB")).isEqualTo(5);
      assertThat(words.get("AaAa")).isEqualTo(4);
    }

    @Test
    void manyKeysWithEqualHashCodesDoNotMakeItGrow() {
      record Same(int number) {
        @Override
        public int hashCode() {
          return 7;
        }
      }

      TMap<Same, Integer> numbers = new TMap<>();
      for (int i = 0; i < 100; i++) {
        numbers.put(new Same(i), i);
      }

      assertThat(numbers.buckets.root().length()).isLessThanOrEqualTo(128);
      assertThat(numbers.size()).isEqualTo(100);
      assertThat(numbers.get(new Same(50))).isEqualTo(50);
    }

    @Test
    void nullIsRefused() {
      assertThatThrownBy(() -> map.get(null)).hasMessageContaining("key of a TMap");
      assertThatThrownBy(() -> map.put(null, "x")).hasMessageContaining("key of a TMap");
      assertThatThrownBy(() -> map.put(1, null)).hasMessageContaining("value in a TMap");
      assertThatThrownBy(() -> new TMap<>(-1)).hasMessageContaining("-1");
    }

    @Test
    void theSameValueAgainIsNoChange() {
      map.put(1, "a");
      TxnStatistics counts = new TxnStatistics();
      Stm.atomicallyVoid(
          TxnOptions.defaults().counting(counts),
          tx -> {
            String value = map.get(tx, 1);
            meanwhile(() -> map.put(1, value));
            map.put(tx, 2, "b");
          });
      assertThat(counts.attempts()).isEqualTo(1);
    }
  }

  @Nested
  @Tag("conformance")
  class InTransactions {
    @Test
    void anAttemptReadsItsOwnWrites() {
      map.put(1, "a");
      Stm.atomicallyVoid(tx -> {
        assertThat(map.remove(tx, 1)).isEqualTo("a");
        assertThat(map.put(tx, 2, "b")).isNull();
        assertThat(map.get(tx, 1)).isNull();
        assertThat(map.get(tx, 2)).isEqualTo("b");
        assertThat(map.size(tx)).isEqualTo(1);
        assertThat(map.snapshot(tx)).containsExactly(entry(2, "b"));
        assertThat(map.get(1)).as("seen from outside").isEqualTo("a");
      });
      assertThat(map.snapshot()).containsExactly(entry(2, "b"));
    }

    @Test
    void anExceptionLeavesAllAsItWas() {
      map.put(1, "a");
      IOException failure = new IOException("disk");
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                map.clear(tx);
                map.put(tx, 2, "b");
                throw failure;
              }))
          .isSameAs(failure);
      assertThat(map.snapshot()).containsExactly(entry(1, "a"));
      assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void transactionsOnOtherKeysDoNotDisturb() {
      TMap<Integer, String> large = new TMap<>(64);
      putAll(large, 0, 32);
      TxnStatistics counts = new TxnStatistics();
      Stm.atomicallyVoid(
          TxnOptions.defaults().counting(counts),
          tx -> {
            large.put(tx, 1, "mine");
            meanwhile(() -> large.put(2, "other"));
            large.remove(tx, 3);
          });
      assertThat(counts.attempts()).isEqualTo(1);
      assertThat(large.get(1) + large.get(2) + large.get(3)).isEqualTo("mineothernull");
    }

    @Test
    @DisplayName("kcas 24: with stacks as values, an added value hides the one before")
    void withStacksAsValues() {
      TMap<String, TStack<Integer>> multimap = new TMap<>();
      for (int value : List.of(1, 2, 3)) {
        Stm.atomicallyVoid(
            tx -> multimap.computeIfAbsent(tx, "key", key -> new TStack<>()).push(tx, value));
      }
      assertThat(multimap.get("key")).containsExactly(3, 2, 1);
      assertThat(multimap.get("key").pop()).isEqualTo(3);
      assertThat(multimap.get("key").peek()).isEqualTo(2);
      assertThat(multimap.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("kcas 25: a function that throws leaves all bindings as they were")
    void aFunctionThatThrowsLeavesAll() {
      putAll(map, 0, 100);
      IllegalStateException failure = new IllegalStateException("odd");
      assertThatThrownBy(() ->
              map.computeAll((key, value) -> {
                if (key == 77) {
                  throw failure;
                }
                return key % 2 == 0 ? null : "changed";
              }))
          .isSameAs(failure);
      assertHolds(map, 0, 100);

      map.computeAll((key, value) -> key % 2 == 0 ? null : value + "!");
      assertThat(map.size()).isEqualTo(50);
      assertThat(map.get(3)).isEqualTo("v3!");
      assertThat(map.get(4)).isNull();
    }

    @Test
    @DisplayName("kcas 30: a binding moves between a map, a list and a queue in one step")
    void betweenThreeStructures() {
      TDeque<String> list = new TDeque<>();
      TQueue<String> queue = new TQueue<>();
      map.put(1, "ball");
      Fut<Void> mover =
          pool.spawnVoid(() -> {
            for (int i = 0; i < 2_000; i++) {
              Stm.atomicallyVoid(tx -> list.addFirst(tx, map.take(tx, 1)));
              Stm.atomicallyVoid(tx -> queue.add(tx, list.takeLast(tx)));
              Stm.atomicallyVoid(tx -> map.put(tx, 1, queue.take(tx)));
            }
          });
      int looks = 0;
      while (!mover.isDone() || looks == 0) {
        int found = Stm.atomically(tx -> map.size(tx) + list.size(tx) + queue.size(tx));
        assertThat(found).isEqualTo(1);
        looks++;
      }
      mover.await();
    }
  }

  @Nested
  @Tag("conformance")
  class WhileItIsResized {
    @Test
    @DisplayName("kcas 26: it grows and shrinks and keeps all bindings")
    void itGrowsAndShrinks() {
      putAll(map, 0, 5_000);
      assertThat(map.buckets.root().length()).isBetween(2_048, 8_192);
      assertHolds(map, 0, 5_000);

      for (int i = 10; i < 5_000; i++) {
        assertThat(map.remove(i)).isEqualTo("v" + i);
      }
      assertHolds(map, 0, 10);
      for (int i = 0; i < 10_000; i++) {
        map.put(10, "x");
        map.remove(10);
      }
      assertThat(map.buckets.root().length()).isLessThanOrEqualTo(64);
      assertHolds(map, 0, 10);
    }

    @Test
    void itKeepsTheRoomThatWasAskedFor() {
      TMap<Integer, String> roomy = new TMap<>(1_000);
      putAll(roomy, 0, 100);
      assertThat(roomy.buckets.root().length()).isEqualTo(1_024);
    }

    @Test
    @DisplayName("kcas 26: 1000 bindings in one transaction are all found in one transaction")
    void manyInOneTransaction() {
      Stm.atomicallyVoid(tx -> {
        for (int i = 0; i < 1_000; i++) {
          map.put(tx, i, "v" + i);
        }
      });
      Stm.atomicallyVoid(tx -> {
        for (int i = 0; i < 1_000; i++) {
          assertThat(map.get(tx, i)).isEqualTo("v" + i);
        }
        assertThat(map.size(tx)).isEqualTo(1_000);
      });
      assertHolds(map, 0, 1_000);
    }

    @Test
    void aLargeTransactionGrowsTheTableItself() {
      TxnOptions strict = TxnOptions.defaults().strict();
      Stm.atomicallyVoid(
          strict,
          tx -> {
            for (int i = 0; i < 50_000; i++) {
              map.put(tx, i, "v" + i);
            }
            assertThat(map.get(tx, 0)).isEqualTo("v0");
          });
      assertHolds(map, 0, 50_000);
      putAll(map, 50_000, 50_200);
      assertThat(map.buckets.root().length()).isGreaterThanOrEqualTo(50_000 / 32);
      Stm.atomicallyVoid(strict, map::clear);
      assertThat(map.snapshot()).isEmpty();
    }

    @Test
    void aLargeTransactionThatFailsLeavesTheTableUsable() {
      putAll(map, 0, 20);
      assertThatThrownBy(() ->
              Stm.atomicallyVoid(tx -> {
                for (int i = 20; i < 10_000; i++) {
                  map.put(tx, i, "v" + i);
                }
                throw new IOException();
              }))
          .isInstanceOf(IOException.class);
      assertHolds(map, 0, 20);
      putAll(map, 20, 3_000);
      assertHolds(map, 0, 3_000);
    }

    @Test
    void eachChangeMovesAPartAndEveryBindingIsFound() {
      for (int length : List.of(256, 8, 512, 64)) {
        TMap<Integer, String> other = new TMap<>(64);
        putAll(other, 0, 50);
        Table<Integer, String> before = other.buckets.root();
        before.plan(length);
        int steps = 0;
        while (other.buckets.root() == before) {
          other.put(0, "other" + steps++);
          other.put(0, "v0");
          assertHolds(other, 0, 50);
          assertThat(other.asMap().keySet()).hasSize(50);
          Stm.atomicallyVoid(tx ->
              IntStream.range(0, 50).forEach(i -> assertThat(other.get(tx, i)).isEqualTo("v" + i)));
        }
        assertThat(steps).isBetween(1, 64);
      }
    }

    @Test
    void aTransactionInWhoseMidstItGrows() {
      putAll(map, 0, 10);
      TxnStatistics counts = new TxnStatistics();
      boolean[] first = {true};
      Stm.atomicallyVoid(
          TxnOptions.defaults().counting(counts),
          tx -> {
            map.put(tx, 3, map.get(tx, 3) + "!");
            if (first[0]) {
              first[0] = false;
              meanwhile(() -> putAll(map, 10, 1_000));
            }
            map.remove(tx, 4);
          });
      assertThat(counts.attempts()).as("its bucket has moved").isEqualTo(2);
      assertThat(map.get(3)).isEqualTo("v3!");
      assertThat(map.size()).isEqualTo(999);
    }

    @Test
    void aWalkThatBeganBeforeMeetsAllThatStays() {
      TMap<Integer, String> other = new TMap<>(1);
      putAll(other, 0, 100);
      Iterator<Integer> walk = other.asMap().keySet().iterator();
      Map<Integer, Integer> met = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        met.merge(walk.next(), 1, Integer::sum);
      }
      putAll(other, 100, 2_000);
      for (int i = 100; i < 2_000; i++) {
        other.remove(i);
      }
      walk.forEachRemaining(key -> met.merge(key, 1, Integer::sum));
      for (int i = 0; i < 100; i++) {
        assertThat(met).containsEntry(i, 1);
      }
      assertThat(met.values()).containsOnly(1);
    }
  }

  @Nested
  @Tag("conformance")
  class Waiting {
    @Test
    void aWaiterForAKeyIsWokenAlsoInAnotherTable() {
      Fut<String> awaited = pool.spawn(() -> map.awaitKey(7_777));
      Fut<String> taken = pool.spawn(() -> map.take(8_888));
      untilOneWaits();
      putAll(map, 0, 500);
      map.put(7_777, "here");
      map.put(8_888, "there");

      assertThat(awaited.await()).isEqualTo("here");
      assertThat(taken.await()).isEqualTo("there");
      assertThat(map.get(7_777)).isEqualTo("here");
      assertThat(map.get(8_888)).isNull();
      assertThat(map.awaitKey(7_777)).isEqualTo("here");
    }

    @Test
    void aWaitIsLimited() {
      assertThatThrownBy(() -> map.awaitKey(1, Duration.ofMillis(5))).isInstanceOf(TimedOut.class);
      assertThatThrownBy(() -> map.take(1, Duration.ZERO)).isInstanceOf(TimedOut.class);
      map.put(1, "a");
      assertThat(map.awaitKey(1, Duration.ZERO)).isEqualTo("a");
      assertThat(map.take(1, Duration.ZERO)).isEqualTo("a");
    }

    @Test
    void aFunctionMayRetry() {
      map.put(1, "not yet");
      Fut<String> computed =
          pool.spawn(() ->
              map.computeIfPresent(
                  1,
                  (key, value) -> {
                    Stm.check(value.equals("now"));
                    return "done";
                  }));
      untilOneWaits();
      map.put(1, "now");
      assertThat(computed.await()).isEqualTo("done");
    }
  }

  @Nested
  @Tag("conformance")
  class AsAMapOfTheJdk {
    private final ConcurrentMap<Integer, String> view = map.asMap();

    @Test
    void itPassesEverythingOn() {
      assertThat(view.put(1, "a")).isNull();
      assertThat(view.putIfAbsent(1, "b")).isEqualTo("a");
      assertThat(view.replace(2, "b")).isNull();
      assertThat(view.replace(1, "b")).isEqualTo("a");
      assertThat(view.replace(1, "x", "c")).isFalse();
      assertThat(view.replace(1, new String("b"), "c")).isTrue();
      assertThat(view.remove(1, "x")).isFalse();
      assertThat(view.remove(2, "x")).isFalse();
      assertThat(view.getOrDefault(2, "none")).isEqualTo("none");
      assertThat(view.compute(1, (key, value) -> value + "d")).isEqualTo("cd");
      assertThat(view.computeIfAbsent(2, key -> "e")).isEqualTo("e");
      assertThat(view.computeIfPresent(2, (key, value) -> "f")).isEqualTo("f");
      assertThat(view.merge(2, "g", String::concat)).isEqualTo("fg");
      assertThat(view).isEqualTo(Map.of(1, "cd", 2, "fg")).hasSameHashCodeAs(map.snapshot());
      assertThat(view.containsKey(2)).isTrue();
      assertThat(view.remove(1)).isEqualTo("cd");
      assertThat(view.remove(2, "fg")).isTrue();
      assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void itsEntriesAreLive() {
      putAll(map, 0, 10);
      assertThat(view.entrySet())
          .contains(entry(3, "v3"))
          .doesNotContain(entry(3, "v4"))
          .hasSize(10);
      view.entrySet().remove(entry(3, "v3"));
      view.keySet().remove(4);
      view.values().removeIf("v5"::equals);
      for (Map.Entry<Integer, String> one : view.entrySet()) {
        assertThat(one.setValue(one.getValue() + "!")).isEqualTo("v" + one.getKey());
      }
      assertThat(map.snapshot()).hasSize(7).containsEntry(6, "v6!");
      Iterator<Integer> keys = view.keySet().iterator();
      assertThatThrownBy(keys::remove).isInstanceOf(IllegalStateException.class);
      view.entrySet().clear();
      assertThat(map.isEmpty()).isTrue();
      view.clear();
      assertThatThrownBy(() -> view.keySet().iterator().next()).hasMessageContaining("TMap");
    }
  }

  @Test
  void everyBindingIsAccountedForWhileManyThreadsMakeItGrowAndShrink() {
    TMap<Integer, Integer> tokens = new TMap<>(1);
    TMap<Integer, Integer> elsewhere = new TMap<>(1);
    int workers = 4;
    int each = 500;
    List<Fut<Void>> all =
        IntStream.range(0, workers)
            .mapToObj(w ->
                pool.spawnVoid(() -> {
                  for (int round = 0; round < 6; round++) {
                    for (int i = w * each; i < (w + 1) * each; i++) {
                      assertThat(tokens.put(i, i)).isNull();
                    }
                    for (int i = w * each; i < (w + 1) * each; i++) {
                      int key = i;
                      Stm.atomicallyVoid(tx -> elsewhere.put(tx, key, tokens.take(tx, key)));
                      assertThat(tokens.get(key)).isNull();
                      assertThat(elsewhere.get(key)).isEqualTo(key);
                    }
                    for (int i = w * each; i < (w + 1) * each; i++) {
                      assertThat(elsewhere.remove(i)).isEqualTo(i);
                    }
                  }
                  for (int i = w * each; i < (w + 1) * each; i++) {
                    tokens.put(i, i);
                  }
                }))
            .toList();
    Fut.all(all).await();

    assertThat(elsewhere.size()).isZero();
    assertThat(elsewhere.snapshot()).isEmpty();
    assertThat(tokens.size()).isEqualTo(workers * each);
    Map<Integer, Integer> expected = new HashMap<>();
    IntStream.range(0, workers * each).forEach(i -> expected.put(i, i));
    assertThat(tokens.snapshot()).isEqualTo(expected);
    assertThat(tokens.asMap()).isEqualTo(expected);
  }

  @Test
  void aBindingThatStaysIsFoundAtAnyTime() {
    TMap<Integer, Integer> numbers = new TMap<>(1);
    IntStream.range(0, 20).forEach(i -> numbers.put(-i - 1, i));
    Fut<Void> upDown =
        pool.spawnVoid(() -> {
          for (int round = 0; round < 40; round++) {
            IntStream.range(0, 500).forEach(i -> numbers.put(i, i));
            IntStream.range(0, 500).forEach(numbers::remove);
          }
        });
    do {
      for (int i = 0; i < 20; i++) {
        assertThat(numbers.get(-i - 1)).isEqualTo(i);
      }
      assertThat(numbers.asMap().keySet()).contains(-1, -7, -20);
    } while (!upDown.isDone());
    upDown.await();
    assertThat(numbers.size()).isEqualTo(20);
  }
}
