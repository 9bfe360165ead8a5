package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order a domain runs its fibers: the same on each engine. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainOrderTest {
  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable);
  }

  private final List<String> trail = new ArrayList<>();

  static void fork(String name, Runnable body) {
    Host.current().spawnFirst(name, Carrier.current().context(), body);
  }

  static void yieldNow() {
    Host.current().yieldNow();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aForkRunsAtOnceAndItsParentBeforeWhatWasQueued(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          fork(
              "queued",
              () -> {
                yieldNow();
                trail.add("queued");
              });
          fork(
              "child",
              () -> {
                trail.add("child");
                yieldNow();
                trail.add("child goes on");
              });
          trail.add("parent");
          return null;
        });
    assertThat(trail).containsExactly("child", "parent", "queued", "child goes on");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberSpawnedLastRunsBehindThoseThatAreReady(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          domain.spawnLast("a", Context.EMPTY, () -> trail.add("a"));
          domain.spawnLast("b", Context.EMPTY, () -> trail.add("b"));
          trail.add("parent");
          yieldNow();
          trail.add("parent again");
          return null;
        });
    assertThat(trail).containsExactly("parent", "a", "b", "parent again");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void toBeWokenIsToBeQueuedLast(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Trigger one = new Trigger();
          Trigger two = new Trigger();
          fork(
              "two",
              () -> {
                two.await();
                trail.add("two");
              });
          fork(
              "one",
              () -> {
                one.await();
                trail.add("one");
              });
          one.signal();
          two.signal();
          trail.add("signalled");
          yieldNow();
          trail.add("yielded");
          return null;
        });
    assertThat(trail).containsExactly("signalled", "one", "two", "yielded");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void sleepersWakeInTheOrderOfTheirTimesAndThenOfTheirBeginning(Engine engine) {
    Domain.builder()
        .engine(engine)
        .deterministic()
        .run(domain -> {
          sleeper("A", 5);
          sleeper("B", 7);
          sleeper("C", 2);
          sleeper("D", 0);
          sleeper("E", 5);
          return null;
        });
    assertThat(trail).containsExactly("D 0", "C 2", "A 5", "E 5", "B 7");
  }

  private void sleeper(String name, int seconds) {
    fork(
        name,
        () -> {
          new Trigger("a sleep").await(Duration.ofSeconds(seconds));
          trail.add(name + " " + Duration.ofNanos(Host.current().nanoTime()).toSeconds());
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void manyFibersHandATokenRoundARing(Engine engine) {
    int hops =
        Domain.builder()
            .engine(engine)
            .run(domain -> {
              int[] count = {0};
              for (int i = 0; i < 100; i++) {
                fork(
                    "hopper",
                    () -> {
                      for (int hop = 0; hop < 100; hop++) {
                        count[0]++;
                        yieldNow();
                      }
                    });
              }
              while (count[0] < 10_000) {
                yieldNow();
              }
              return count[0];
            });
    assertThat(hops).isEqualTo(10_000);
  }
}
