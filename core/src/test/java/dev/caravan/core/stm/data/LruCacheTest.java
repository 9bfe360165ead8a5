package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cache made of a map, a list and two numbers. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class LruCacheTest {
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

  @Test
  @DisplayName("kcas example 8: what was not used for the longest time goes first")
  void whatWasNotUsedGoesFirst() {
    LruCache<Integer, String> cache = new LruCache<>(2);
    cache.put(101, "basics");
    cache.put(42, "answer");
    assertThat(cache.get(101)).isEqualTo("basics");
    cache.put(2023, "year");

    assertThat(cache.get(42)).isNull();
    assertThat(cache.get(101)).isEqualTo("basics");
    cache.put(101, "more");
    assertThat(cache.get(101)).isEqualTo("more");
    assertThat(cache.remove(101)).isEqualTo("more");
    assertThat(cache.remove(101)).isNull();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("kcas example 8: two gets in one transaction wait for both; places come and go")
  void placesComeAndGo() {
    LruCache<String, Integer> cache = new LruCache<>(1);
    Fut<Integer> sum =
        pool.spawn(() ->
            Stm.<Integer, RuntimeException>atomically(
                tx -> cache.await(tx, "a") + cache.await(tx, "b")));
    untilOneWaits();
    cache.put("b", 30);
    cache.put("a", 12);
    assertThat(cache.get("b")).as("had no place").isNull();
    assertThat(sum.isDone()).isFalse();
    cache.resize(3);
    cache.put("b", 30);
    assertThat(sum.await()).isEqualTo(42);
    assertThat(cache.await("b")).isEqualTo(30);

    cache.resize(1);
    assertThat(cache.get("a")).isNull();
    assertThat(cache.get("b")).isEqualTo(30);
    assertThatThrownBy(() -> cache.resize(-1)).hasMessageContaining("-1");
  }

  @Test
  @DisplayName("kcas example 8: without places a put waits")
  void withoutPlacesAPutWaits() {
    LruCache<String, Integer> cache = new LruCache<>(1);
    cache.put("a", 1);
    cache.resize(0);
    assertThat(cache.size()).isZero();
    Fut<Void> put = pool.spawnVoid(() -> cache.put("b", 2));
    untilOneWaits();
    assertThat(cache.get("b")).isNull();
    cache.resize(1);
    put.await();
    assertThat(cache.get("b")).isEqualTo(2);
  }

  @Test
  void itNeverKeepsMoreThanItHasPlaces() {
    LruCache<Integer, Integer> cache = new LruCache<>(8);
    List<Fut<Void>> users =
        IntStream.range(0, 3)
            .mapToObj(u ->
                pool.spawnVoid(() -> {
                  for (int i = 0; i < 2_000; i++) {
                    int key = (i * 7 + u) % 20;
                    Integer found = cache.get(key);
                    assertThat(found).isIn(null, key);
                    if (found == null) {
                      cache.put(key, key);
                    } else if (i % 5 == 0) {
                      cache.remove(key);
                    }
                    if (i % 100 == 0) {
                      cache.resize(4 + u);
                    }
                  }
                }))
            .toList();
    do {
      assertThat(cache.size()).isBetween(0, 8);
    } while (!users.stream().allMatch(Fut::isDone));
    Fut.all(users).await();
    cache.resize(8);
    IntStream.range(0, 8).forEach(key -> cache.put(key, key));
    assertThat(cache.size()).isEqualTo(8);
    assertThat(IntStream.range(0, 20).filter(key -> cache.get(key) != null))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }
}
