package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.OwnScheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

  /** It is queued where carriers look only when they have nothing else to do. */
  @Test
  void aHolderThatIsResumedFromElsewhereRunsHoweverManyVirtualThreadsWantTheLatch()
      throws Exception {
    Counting latch = new Counting();
    CountDownLatch resumed = new CountDownLatch(1);
    Thread holder =
        Thread.startVirtualThread(() -> {
          latch.lock();
          try {
            resumed.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          } finally {
            latch.unlock(0);
          }
        });
    Eventually.until("the holder waits", () -> holder.getState() == Thread.State.WAITING);
    int carriers = Runtime.getRuntime().availableProcessors();
    int many = 4 * carriers;
    CountDownLatch starting = new CountDownLatch(carriers);
    CountDownLatch want = new CountDownLatch(many);
    Queue<Thread> others = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < carriers; i++) {
      Thread.startVirtualThread(() -> { // on each carrier, which keeps those started here
        starting.countDown();
        while (starting.getCount() > 0) {
          Thread.onSpinWait();
        }
        for (int j = 0; j < 4; j++) {
          others.add(
              Thread.startVirtualThread(() -> {
                want.countDown();
                latch.count();
              }));
        }
      });
    }
    want.await();

    resumed.countDown();

    holder.join();
    for (Thread other : others) {
      other.join();
    }
    assertThat(latch.guarded).isEqualTo(many);
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
