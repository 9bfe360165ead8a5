package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order tasks run, where they run, and how they are awaited. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class MiouOrderTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  private final List<String> trail = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t01, M2: a child is queued, its parent goes on")
  void aChildIsQueued(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<?> child = Miou.asyncVoid(() -> trail.add("Hello"));
          trail.add("World");
          child.await();
        });
    assertThat(trail).containsExactly("World", "Hello");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t10: after a yield the child has run")
  void aYieldLetsTheChildRun(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<?> child = Miou.asyncVoid(() -> trail.add("Hello"));
          Miou.yieldNow();
          trail.add("World");
          child.await();
        });
    assertThat(trail).containsExactly("Hello", "World");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("M3: two tasks that yield take turns")
  void tasksTakeTurns(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<?> one = Miou.asyncVoid(() -> twice("Hello"));
          Task<?> other = Miou.asyncVoid(() -> twice("World"));
          one.await();
          other.await();
        });
    assertThat(trail).containsExactly("Hello", "World", "Hello", "World");
  }

  private void twice(String word) {
    for (int i = 0; i < 2; i++) {
      Miou.yieldNow();
      trail.add(word);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("M1: the run returns what its body returns, and throws what it throws")
  void theRunReturnsAndThrows(Engine engine) {
    assertThat(Miou.<String, RuntimeException>run(Rig.on(engine), () -> "Hello World!"))
        .isEqualTo("Hello World!");
    IOException failure = new IOException("x");
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t03: a child can be awaited twice")
  void awaitedTwice(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> child = Miou.async(() -> 1);
          assertThat(child.await()).isEqualTo(1);
          assertThat(child.await()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t04: a parallel child can be awaited")
  void aParallelChild(Engine engine) {
    Rig.run(engine, () -> assertThat(Miou.call(() -> 1).await()).isEqualTo(1));
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t05 x101: awaitOne takes one, the other is awaited after")
  void awaitOneThenTheOther(Engine engine) {
    for (int round = 0; round <= 100; round++) {
      Rig.run(
          engine,
          () -> {
            List<Task<Integer>> both = List.of(Miou.call(() -> 0), Miou.call(() -> 1));
            int one = Rig.value(Miou.awaitOne(both));
            assertThat(both.get(1 - one).await()).isEqualTo(1 - one);
            assertThat(both.get(one).await()).isEqualTo(one);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t11, M7: awaitFirst of two gives either, if asked often enough")
  void awaitFirstGivesEither(Engine engine) {
    Set<Integer> seen = new HashSet<>();
    while (seen.size() < 2) {
      seen.add(
          Rig.value(
              Miou.<Outcome<Integer>, RuntimeException>run(
                  Rig.on(engine),
                  () -> Miou.awaitFirst(List.of(Miou.call(() -> 0), Miou.call(() -> 1))))));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("ties are decided by the seed")
  void tiesAreDecidedByTheSeed(Engine engine) {
    assertThat(tenTies(engine, 7)).isEqualTo(tenTies(engine, 7));
    assertThat(tenTies(engine, 7)).contains(0, 1);
  }

  private static List<Integer> tenTies(Engine engine, long seed) {
    return Miou.<List<Integer>, RuntimeException>run(
        Rig.on(engine).seed(seed),
        () -> {
          List<Integer> winners = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            List<Task<Integer>> both = List.of(Miou.async(() -> 0), Miou.async(() -> 1));
            Miou.yieldNow();
            winners.add(Rig.value(Miou.awaitFirst(both)));
          }
          return winners;
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("awaitFirst prefers a value to a failure that is there too, and cancels the others")
  void awaitFirstPrefersValues(Engine engine) {
    for (int round = 0; round < 20; round++) {
      Rig.run(
          engine,
          () -> {
            Task<Integer> bad =
                Miou.async(() -> {
                  throw new IOException("bad");
                });
            Task<Integer> good = Miou.async(() -> 1);
            Task<Integer> endless = Miou.async(Rig::infinite);
            Miou.yieldNow();
            assertThat(Rig.value(Miou.awaitFirst(List.of(bad, endless, good)))).isEqualTo(1);
            assertThat(Rig.isCancelled(bad.awaitOutcome())).isTrue();
            assertThat(Rig.isCancelled(endless.awaitOutcome())).isTrue();
            assertThat(endless.state()).isEqualTo(Task.State.FINISHED);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t18: the same child twice in awaitOne and awaitFirst")
  void theSameChildTwice(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> child = Miou.call(() -> 1);
          assertThat(Rig.value(Miou.awaitOne(List.of(child, child)))).isEqualTo(1);
          assertThat(Rig.value(Miou.awaitFirst(List.of(child, child)))).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("awaitOne and awaitFirst of nothing are refused")
  void nothingToAwait(Engine engine) {
    Rig.run(
        engine,
        () -> {
          assertThatThrownBy(() -> Miou.awaitOne(List.<Task<Integer>>of()))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> Miou.awaitFirst(List.<Task<Integer>>of()))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("parallel keeps the order, spreads evenly, and waits for all although one fails")
  void parallelKeepsTheOrder(Engine engine) {
    Set<Integer> domains = ConcurrentHashMap.newKeySet();
    AtomicInteger begun = new AtomicInteger();
    Rig.run(
        engine,
        () -> {
          List<Outcome<Integer>> outcomes =
              Miou.parallel(
                  i -> {
                    domains.add(Miou.domain());
                    begun.incrementAndGet();
                    while (begun.get() < 4) { // who ends early leaves an idle domain behind
                      Miou.yieldNow();
                    }
                    if (i == 1) {
                      throw new IOException("one");
                    }
                    return 10 * i;
                  },
                  List.of(0, 1, 2, 3));
          assertThat(outcomes).hasSize(4);
          assertThat(Rig.value(outcomes.get(0))).isZero();
          assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failed.class);
          assertThat(Rig.value(outcomes.get(3))).isEqualTo(30);
        });
    assertThat(domains).containsExactlyInAnyOrder(1, 2);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t16 x101: a parallel task of a parallel task runs on another domain")
  void anotherDomain(Engine engine) {
    for (int round = 0; round <= 100; round++) {
      Rig.run(
          engine,
          () -> {
            Task<Set<Integer>> child =
                Miou.call(() -> Set.of(Miou.domain(), Miou.call(Miou::domain).await()));
            assertThat(child.await()).containsExactlyInAnyOrder(1, 2); // Set.of refuses duplicates
          });
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName(
      "miou t21 x101: the number of the domain is that of the domain that carries the task")
  void theNumberOfTheDomain(Engine engine) {
    for (int round = 0; round <= 100; round++) {
      Rig.run(
          engine,
          () -> {
            String name = "miou-domain-" + Miou.domain();
            assertThat(name).isEqualTo("miou-domain-0").isEqualTo(carriedBy());
            assertThat(Miou.call(() -> carriedBy().equals("miou-domain-" + Miou.domain())).await())
                .isTrue();
          });
    }
  }

  private static String carriedBy() {
    return String.valueOf(Domain.currentOrNull());
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t14, t19: there is no domain for a parallel task")
  void noDomain(Engine engine) {
    MiouOptions options = MiouOptions.defaults().engine(engine);
    assertThatThrownBy(() -> Miou.runVoid(options.domains(0), () -> Miou.call(() -> 1).await()))
        .isInstanceOf(NoDomainAvailable.class)
        .hasMessageContaining("0 domains besides the first");
    assertThatThrownBy(() ->
            Miou.runVoid(
                options.domains(1), () -> Miou.call(() -> Miou.call(() -> 1).await()).await()))
        .isInstanceOf(NoDomainAvailable.class)
        .hasMessageContaining("on domain 1");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t42: a busy first domain gets the result of a parallel task")
  void aBusyFirstDomain(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> busy = Miou.async(Rig::infinite);
          assertThat(Miou.call(() -> 42).await()).isEqualTo(42);
          busy.cancel();
        });
  }
}
