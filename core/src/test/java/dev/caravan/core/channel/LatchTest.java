package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.OwnScheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A latch that others hold while a fiber wants it: it keeps its domain's turn and gets it. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class LatchTest {
  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable);
  }

  private static final class Counting extends Latch {
    private int guarded;

    Counting() {
      super(0);
    }

    void count() {
      lock();
      guarded++;
      unlock(0);
    }
  }

  private static boolean yields(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame ->
            frame.getClassName().equals(OwnScheduler.class.getName())
                && frame.getMethodName().equals("yieldProcessor"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatWaitsForALatchKeepsItsTurn(Engine engine) throws InterruptedException {
    List<String> trail = new ArrayList<>();
    Counting latch = new Counting();
    CountDownLatch held = new CountDownLatch(1);
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Thread fiber = Thread.currentThread();
          Thread holder =
              Thread.ofPlatform()
                  .start(() -> {
                    latch.lock();
                    held.countDown();
                    while (!yields(fiber)) {
                      Thread.onSpinWait();
                    }
                    latch.unlock(0);
                  });
          domain.spawnLast("other", Context.EMPTY, () -> trail.add("other"));
          while (held.getCount() > 0) { // awaiting it would give the turn away
            Thread.onSpinWait();
          }
          latch.count();
          trail.add("counted");
          domain.yieldNow();
          holder.join();
          return null;
        });
    assertThat(trail).containsExactly("counted", "other");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLatchIsFreeAfterDomainsAndThreadsHaveContendedForIt(Engine engine) throws Exception {
    int rounds = 20_000;
    Counting latch = new Counting();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(() ->
                  Domain.builder()
                      .engine(engine)
                      .run(domain -> {
                        domain.spawnLast(
                            "other", Context.EMPTY, () -> countAlone(domain, latch, rounds));
                        countAlone(domain, latch, rounds);
                        return null;
                      })));
    }
    for (int round = 0; round < rounds; round++) {
      latch.count();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    latch.count();
    assertThat(latch.guarded).isEqualTo(7 * rounds + 1);
  }

  private static void countAlone(Domain domain, Counting latch, int rounds) {
    for (int round = 0; round < rounds; round++) {
      latch.count();
      if (round % 100 == 0) {
        domain.yieldNow();
      }
    }
  }
}
