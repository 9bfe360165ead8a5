package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stack traces of fibers can be taken at any time: that disturbs nobody. */
@Tag("conformance")
class DomainTracedTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  private final AtomicReference<Thread> traced = new AtomicReference<>();
  private volatile boolean stopped;

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatWaitsGoesOnWaiting(Engine engine) {
    List<String> trail = new ArrayList<>();
    Trigger trigger = new Trigger("a signal");
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          DomainOrderTest.fork(
              "waiter",
              () -> {
                traced.set(Thread.currentThread());
                trigger.await();
                trail.add("woken");
              });
          for (int i = 0; i < 100; i++) {
            assertThat(traced.get().getStackTrace()).isNotNull();
            DomainOrderTest.yieldNow();
          }
          trail.add("signals");
          trigger.signal();
          return null;
        });
    assertThat(trail).containsExactly("signals", "woken");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void fibersThatHandATurnToAndFroLoseNone(Engine engine) throws Exception {
    int rounds = 20_000;
    int[] turns = new int[2];
    Trigger[] next = {new Trigger(), new Trigger()};
    Thread tracer =
        Thread.ofPlatform()
            .start(() -> {
              while (!stopped) {
                Thread fiber = traced.get();
                if (fiber != null) {
                  fiber.getStackTrace();
                }
              }
            });
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          for (int i = 0; i < 2; i++) {
            int me = i;
            DomainOrderTest.fork("fiber " + me, () -> play(next, turns, me, rounds));
          }
          next[0].signal();
          return null;
        });
    stopped = true;
    tracer.join();
    assertThat(turns).containsExactly(rounds, rounds);
  }

  private void play(Trigger[] next, int[] turns, int me, int rounds) {
    traced.set(Thread.currentThread());
    for (int i = 0; i < rounds; i++) {
      next[me].await();
      next[me] = new Trigger();
      turns[me]++;
      next[1 - me].signal();
    }
  }
}
