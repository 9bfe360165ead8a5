package dev.caravan.docs.exercises.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import dev.caravan.docs.exercises.Exercise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnceCacheTest {
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void aHundredAskersGetOneLoad() {
    Promise<String> source = new Promise<>();
    try (Pool pool = Pool.workStealing(2)) {
      OnceCache subject = cache(pool, key -> key + source.future().await());
      List<Fut<String>> answers =
          IntStream.range(0, 100)
              .mapToObj(i -> pool.spawn(() -> subject.get("oasis").await()))
              .toList();
      source.fulfill("!");
      assertThat(Fut.all(answers).await()).hasSize(100).containsOnly("oasis!");
      assertThat(loads).hasValue(1);
    }
  }

  @Test
  void keysAreLoadedApart() {
    try (Pool pool = Pool.workStealing(2)) {
      OnceCache subject = cache(pool, key -> key + "!");
      assertThat(subject.get("a").await()).isEqualTo("a!");
      assertThat(subject.get("b").await()).isEqualTo("b!");
      assertThat(loads).hasValue(2);
    }
  }

  @Test
  void aFailureIsForgotten() {
    try (Pool pool = Pool.workStealing(2)) {
      OnceCache subject =
          cache(
              pool,
              key -> {
                if (loads.get() == 1) {
                  throw new IllegalStateException("dry");
                }
                return "water";
              });
      assertThatThrownBy(() -> subject.get("well").await()).hasMessage("dry");
      assertThat(subject.get("well").await()).isEqualTo("water");
    }
  }

  private OnceCache cache(Pool pool, ThrowingFunction<String, String, ?> load) {
    ThrowingFunction<String, String, Throwable> counted =
        key -> {
          loads.incrementAndGet();
          return load.apply(key);
        };
    return Exercise.subject(OnceCache.class, pool, counted);
  }
}
