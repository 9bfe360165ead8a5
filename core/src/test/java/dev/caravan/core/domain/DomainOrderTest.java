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
import java.util.stream.IntStream;
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

  private void chain(int depth, int of) {
    trail.add("+" + depth);
    if (depth < of) {
      fork("link", () -> chain(depth + 1, of));
    }
    trail.add("-" + depth);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLongChainOfForksRunsFromTheInnermostOut(Engine engine) {
    int links = 300;
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          chain(1, links);
          return null;
        });
    List<String> expected = new ArrayList<>();
    IntStream.rangeClosed(1, links).forEach(depth -> expected.add("+" + depth));
    IntStream.rangeClosed(1, links).forEach(depth -> expected.add("-" + (links + 1 - depth)));
    assertThat(trail).isEqualTo(expected);
  }

  /** A chain whose links also yield, and fork others at and around where a stack may be full. */
  private void thicket(int depth) {
    trail.add("+" + depth);
    if (depth < 150) {
      fork("link", () -> thicket(depth + 1));
    }
    for (int twig = 0; twig < depth % 3; twig++) {
      String name = depth + "." + twig;
      fork(
          "twig",
          () -> {
            trail.add("+" + name);
            fork("leaf", () -> trail.add("leaf of " + name));
            yieldNow();
            trail.add("-" + name);
          });
    }
    if (depth % 7 == 0) {
      yieldNow();
    }
    trail.add("-" + depth);
  }

  private List<String> trailOfAThicket(Engine engine) {
    trail.clear();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          thicket(1);
          return null;
        });
    return List.copyOf(trail);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void manyNestedForksRunInTheSameOrderOnAllEngines(Engine engine) {
    List<String> expected = trailOfAThicket(Engine.BATON);
    assertThat(trailOfAThicket(engine)).isEqualTo(expected).hasSize(750);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPinnedLinkOfALongChainLosesNoFiber(Engine engine) {
    int links = 100;
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          for (int pinned : new int[] {1, 30, 64, 65, 66}) {
            trail.clear();
            chainPinnedAt(pinned, 1, links);
            while (trail.size() < 2 * links) {
              yieldNow();
            }
          }
          return null;
        });
    assertThat(trail).hasSize(2 * links).doesNotHaveDuplicates();
  }

  private void chainPinnedAt(int pinned, int depth, int of) {
    Runnable rest =
        () -> {
          trail.add("+" + depth);
          if (depth < of) {
            fork("link", () -> chainPinnedAt(pinned, depth + 1, of));
          }
          trail.add("-" + depth);
        };
    if (depth == pinned) {
      PinnedBody.run(rest);
    } else {
      rest.run();
    }
  }
}
