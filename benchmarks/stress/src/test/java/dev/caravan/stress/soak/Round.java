package dev.caravan.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.PoolBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Some random programs at once on two pools of random kinds, up to an end of a random kind: after
 * the last result, in the middle of the work, or by force. Then nothing may be left.
 */
final class Round {
  /** What no round needs, however slow the machine: whoever waits that long is stuck. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private enum Ending {
    AFTER_THE_RESULTS,
    WHILE_AT_WORK,
    BY_FORCE
  }

  private final SplittableRandom random;
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final Bank bank = new Bank();
  private final String name;

  Round(long seed) {
    random = new SplittableRandom(seed);
    name = "soak-" + Long.toHexString(seed);
  }

  void run() {
    Pool other = pool(name + "-other");
    Guarded<long[]> ledger = Guarded.of(new long[1]);
    AtomicLong entries = new AtomicLong();
    try {
      if (random.nextInt(8) == 0) {
        runOnMain(other, ledger, entries);
      } else {
        runOnPool(other, ledger, entries);
      }
      end(other);
      assertThat(ledger.get()[0]).as("bodies run under the lock").isEqualTo(entries.get());
      bank.audit();
      Hang.unless("nothing waits in Caravan", () -> Waits.snapshot().isEmpty(), LIMIT);
    } catch (TimedOut late) {
      throw Hang.report(name, other, late);
    }
    for (Throwable failure : uncaught) {
      if (failure instanceof AssertionError) {
        throw new AssertionError("in a task that nobody awaits", failure);
      }
    }
  }

  private Pool pool(String poolName) {
    int parallelism = 1 << random.nextInt(3);
    PoolBuilder builder =
        Pool.configure().name(poolName).parallelism(parallelism).onUncaught(uncaught::add);
    return switch (random.nextInt(4)) {
      case 0 -> builder.fifo();
      case 1 -> builder.background();
      default -> builder.workStealing();
    };
  }

  // ---- on a pool with workers of its own

  private void runOnPool(Pool other, Guarded<long[]> ledger, AtomicLong entries) {
    Pool pool = pool(name);
    Ground ground = new Ground(pool, other, ledger, entries, bank);
    List<Step> programs = programs();
    List<Fut<Long>> results = new ArrayList<>();
    for (Step program : programs) {
      results.add(pool.spawn(() -> program.run(ground)));
    }
    try {
      finish(Ending.values()[random.nextInt(3)], ground, programs, results);
      rest();
      end(pool);
    } catch (TimedOut late) {
      throw Hang.report(name, pool, late);
    }
  }

  /** Sometimes lets the pool rest for as long as idle workers take to move home, or nearly. */
  private void rest() {
    if (random.nextInt(8) == 0) {
      LockSupport.parkNanos(random.nextLong(12_000_000, 15_000_000));
    }
  }

  private List<Step> programs() {
    List<Step> programs = new ArrayList<>();
    for (int i = random.nextInt(1, 7); i > 0; i--) {
      programs.add(new Programs(random.nextLong()).next(random.nextInt(5, 150)));
    }
    return programs;
  }

  private void finish(Ending how, Ground ground, List<Step> programs, List<Fut<Long>> results) {
    switch (how) {
      case AFTER_THE_RESULTS -> {
        for (int i = 0; i < programs.size(); i++) {
          assertThat(results.get(i).await(LIMIT)).isEqualTo(programs.get(i).expected());
        }
      }
      case WHILE_AT_WORK -> {
        ground.pool().shutdown();
        results.forEach(Round::settles);
      }
      case BY_FORCE -> {
        if (random.nextBoolean()) {
          settles(results.getFirst());
        }
        ground.pool().shutdownNow();
        ground.other().shutdownNow();
        results.forEach(Round::settles);
      }
    }
  }

  /** It may be cancelled, or refused by a pool that has closed; but it ends, and never wrongly. */
  private static void settles(Fut<Long> result) {
    try {
      result.await(LIMIT);
    } catch (TimedOut late) {
      throw late;
    } catch (RuntimeException cutShort) {
      assertThat(result.isDone()).isTrue();
    }
  }

  private static void end(Pool pool) {
    pool.shutdown();
    if (!pool.awaitTermination(LIMIT)) {
      throw new TimedOut("the end of " + pool, LIMIT);
    }
    assertThat(pool.statistics().suspended()).as("suspended in %s", pool).isZero();
    assertThat(pool.statistics().queued()).as("queued in %s", pool).isZero();
  }

  // ---- on a pool that borrows a thread

  private void runOnMain(Pool other, Guarded<long[]> ledger, AtomicLong entries) {
    List<Step> programs = programs();
    PoolBuilder main = Pool.configure().name(name).onUncaught(uncaught::add);
    Fut<Boolean> allRight =
        Lent.call(
            name,
            () ->
                main.main(
                    pool -> allRight(programs, new Ground(pool, other, ledger, entries, bank))));
    assertThat(allRight.await(LIMIT)).isTrue();
  }

  private static boolean allRight(List<Step> programs, Ground ground) {
    List<Fut<Long>> results = new ArrayList<>();
    for (Step program : programs) {
      results.add(ground.pool().spawn(() -> program.run(ground)));
    }
    boolean right = true;
    for (int i = 0; i < programs.size(); i++) {
      right &= results.get(i).await() == programs.get(i).expected();
    }
    return right;
  }
}
