package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fork that has been joined does not keep its parts alive. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class ForgottenPartsTest {
  private static final int DEEP = 40;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void partsAreForgottenWithTheOutermostFork(int workers) {
    try (Pool pool = Pool.workStealing(workers)) {
      pool.invoke(() -> {
        WeakReference<?> held = forked(DEEP);
        expectCollected(held);
        return null;
      });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void partsOfAnInnerForkAreForgottenAtAWait(int workers) {
    try (Pool pool = Pool.workStealing(workers)) {
      pool.invoke(() ->
          ForkJoin.both(
              () -> {
                WeakReference<?> held = forked(DEEP);
                Pool.yieldNow();
                expectCollected(held);
                return 1;
              },
              () -> 2));
    }
  }

  @Test
  void partsAreForgottenByAWaitOnAConfinedPool() {
    try (Pool pool = Pool.confined();
        Pool other = Pool.workStealing(1)) {
      pool.invoke(() ->
          ForkJoin.both(
              () -> {
                WeakReference<?> held = forked(DEEP);
                other.spawn(() -> 1).await();
                expectCollected(held);
                return 1;
              },
              () -> 2));
    }
  }

  @Test
  void partsOfAForkThatFailedAreForgotten() {
    try (Pool pool = Pool.workStealing(1)) {
      pool.invoke(() -> {
        WeakReference<?> held = failed();
        expectCollected(held);
        return null;
      });
    }
  }

  /** Forks many times, each fork holding an object; returns a reference to the one held deepest. */
  private static WeakReference<?> forked(int depth) {
    Object[] held = {new Object()};
    WeakReference<?> reference = new WeakReference<>(held[0]);
    if (depth == 0) {
      return ForkJoin.both(() -> reference, () -> held[0].hashCode(), (first, _) -> first);
    }
    return ForkJoin.both(() -> forked(depth - 1), () -> held[0].hashCode(), (first, _) -> first);
  }

  private static WeakReference<?> failed() {
    Object held = new Object();
    Consumer<Object> fails =
        o -> {
          throw new IllegalStateException("on purpose");
        };
    try {
      ForkJoin.bothVoid(() -> fails.accept(held), () -> fails.accept(held));
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("on purpose");
    }
    return new WeakReference<>(held);
  }

  private static void expectCollected(WeakReference<?> held) {
    Eventually.until(
        "what a part held is collected",
        () -> {
          System.gc();
          return held.get() == null;
        });
  }
}
