package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stack traces of fibers can be taken at any time: that disturbs nobody. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
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
    Thread tracer = startTracer();
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

  private Thread startTracer() {
    return Thread.ofPlatform()
        .start(() -> {
          while (!stopped) {
            Thread fiber = traced.get();
            if (fiber != null) {
              fiber.getStackTrace();
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberGoesOutsideAndComesBack(Engine engine) throws Exception {
    int rounds = 3_000;
    int[] been = new int[1];
    Thread tracer = startTracer();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          traced.set(Thread.currentThread());
          for (int i = 0; i < rounds; i++) {
            Blocking.run(() -> been[0]++);
            assertThat(domain.isHere()).isTrue();
          }
          return null;
        });
    stopped = true;
    tracer.join();
    assertThat(been).containsExactly(rounds);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theOrderIsThatOfADomainWithoutTraces(Engine engine) throws Exception {
    List<String> undisturbed = new ArrayList<>();
    takeTurns(engine, undisturbed);
    List<Thread> fibers = new CopyOnWriteArrayList<>();
    Thread tracer =
        Thread.ofPlatform()
            .start(() -> {
              while (!stopped) {
                fibers.forEach(Thread::getStackTrace);
              }
            });
    List<String> disturbed = new ArrayList<>();
    takeTurns(
        engine,
        new AbstractList<>() {
          @Override
          public boolean add(String step) {
            if (disturbed.size() < FIBERS) {
              fibers.add(Thread.currentThread());
            }
            return disturbed.add(step);
          }

          @Override
          public String get(int index) {
            return disturbed.get(index);
          }

          @Override
          public int size() {
            return disturbed.size();
          }
        });
    stopped = true;
    tracer.join();
    assertThat(disturbed).isEqualTo(undisturbed);
  }

  private static final int FIBERS = 4;

  /** Fibers that yield, fork, and wait for each other. */
  private static void takeTurns(Engine engine, List<String> trail) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Trigger[] next = new Trigger[FIBERS];
          Arrays.setAll(next, i -> new Trigger());
          for (int i = 0; i < FIBERS; i++) {
            int me = i;
            domain.spawnLast("fiber " + me, Context.EMPTY, () -> takeTurns(trail, next, me));
          }
          return null;
        });
  }

  private static void takeTurns(List<String> trail, Trigger[] next, int me) {
    for (int round = 0; round < 3_000; round++) {
      trail.add(me + " in " + round);
      if (round % 3 == me % 3) {
        DomainOrderTest.fork("child", () -> trail.add("child of " + me));
      }
      DomainOrderTest.yieldNow();
      int after = (me + 1) % FIBERS;
      next[after].signal();
      next[me].await();
      next[me] = new Trigger();
    }
    next[(me + 1) % FIBERS].signal();
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
