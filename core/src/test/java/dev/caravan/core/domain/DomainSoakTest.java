package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.spi.Context;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fibers that wait, sleep, block, yield, fork and park at random, while another thread signals,
 * cancels and interrupts them: each ends, none runs beside another, nothing is left.
 *
 * <p>Longer with {@code -Dcaravan.soak.rounds=N}.
 */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainSoakTest {
  private static final int ROUNDS = Integer.getInteger("caravan.soak.rounds", 10);
  private static final int FIBERS = 40;
  private static final int STEPS = 60;

  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  /** What the fibers of a round share with the thread that disturbs them. */
  private static final class Round {
    final ConcurrentLinkedQueue<Trigger> triggers = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<CancelScope> scopes = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    final AtomicBoolean over = new AtomicBoolean();
    final boolean interrupts;

    // of whoever has the turn, without any protection
    int running;
    int ended;
    int mostRunning;

    Round(boolean interrupts) {
      this.interrupts = interrupts;
    }

    void disturb(Random random) {
      while (!over.get()) {
        Trigger trigger = triggers.poll();
        if (trigger != null && random.nextInt(8) != 0) {
          trigger.signal();
        }
        if (random.nextInt(50) == 0) {
          CancelScope scope = scopes.poll();
          if (scope != null) {
            scope.cancel(null);
          }
        }
        Thread thread = interrupts && random.nextInt(20) == 0 ? threads.poll() : null;
        if (thread != null) {
          thread.interrupt();
        }
      }
    }

    void fiber(Domain domain, Random random, int steps) {
      if (interrupts) {
        threads.add(Thread.currentThread());
      }
      for (int i = 0; i < steps; i++) {
        try {
          step(domain, random);
        } catch (Cancelled | Interrupted e) {
          Thread.interrupted();
        }
        alone();
      }
      ended++;
    }

    private void alone() {
      running++;
      mostRunning = Math.max(mostRunning, running);
      Thread.onSpinWait();
      running--;
    }

    private void step(Domain domain, Random random) {
      CancelScope scope = CancelScope.root();
      switch (random.nextInt(8)) {
        case 0 -> domain.yieldNow();
        case 1 -> Blocking.run(() -> Thread.sleep(Duration.ofNanos(random.nextInt(50_000))));
        case 2 -> new Trigger("a while").await(Duration.ofNanos(random.nextInt(100_000)));
        case 3 -> {
          scopes.add(scope);
          scope.run(() -> await(random));
        }
        case 4 -> {
          int[] done = {0};
          domain.spawnFirst(
              "child",
              Context.EMPTY,
              () -> {
                domain.yieldNow();
                done[0] = 1;
              });
          while (done[0] == 0) {
            domain.yieldNow();
          }
        }
        case 5 -> {
          scopes.add(scope);
          scope.run(
              () -> Blocking.run(() -> Thread.sleep(Duration.ofNanos(random.nextInt(50_000)))));
        }
        case 6 -> LockSupport.parkNanos(random.nextInt(20_000)); // stalls, or on the loop suspends
        default -> await(random);
      }
    }

    private void await(Random random) {
      Trigger trigger = new Trigger("a signal");
      triggers.add(trigger);
      trigger.await(Duration.ofMillis(1 + random.nextInt(3)));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyFiberEndsAndRunsAloneWhateverDisturbsIt(Engine engine) throws Exception {
    for (int number = 0; number < ROUNDS; number++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      Round round = new Round(engine != Engine.CONTINUATION);
      Thread chaos = Thread.ofPlatform().start(() -> round.disturb(new Random(seed + 1)));
      Domain.builder()
          .engine(engine)
          .run(domain -> {
            for (int i = 0; i < FIBERS; i++) {
              Random own = new Random(random.nextLong());
              domain.spawnLast("fiber", Context.EMPTY, () -> round.fiber(domain, own, STEPS));
            }
            return null;
          });
      round.over.set(true);
      chaos.join();
      assertThat(round.ended).as("fibers that ended, seed %d", seed).isEqualTo(FIBERS);
      assertThat(round.mostRunning).as("fibers at a time, seed %d", seed).isEqualTo(1);
      assertThat(Waits.snapshot()).as("waits that are left, seed %d", seed).isEmpty();
    }
  }
}
