package dev.caravan.benchmarks.fibers;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Switch;
import java.lang.management.ManagementFactory;

/**
 * A program that parks fibers, says how much of the heap they hold, and lets them end. It fails if
 * that is more than it was told.
 */
public final class Parked {
  private long ended;

  private Parked() {}

  /**
   * Runs the program.
   *
   * @param args the engine, how many fibers, and the most megabytes that they may hold
   */
  public static void main(String[] args) {
    Engine engine = Engine.valueOf(args[0]);
    int fibers = Integer.parseInt(args[1]);
    long most = Long.parseLong(args[2]) << 20;
    long held = Domain.builder().engine(engine).run(domain -> new Parked().park(fibers));
    System.out.printf(
        "%d bytes each, %d MB together, at most %d promised%n",
        held / fibers, held >> 20, most >> 20);
    System.exit(held > most ? 1 : 0);
  }

  /** How many bytes the fibers hold. */
  private long park(int fibers) {
    long before = used();
    Resolver<Boolean> end = Promise.create();
    long bytes =
        Switch.call(sw -> {
          for (int i = 0; i < fibers; i++) {
            sw.fork(() -> waitFor(end.promise()));
          }
          long held = used() - before;
          end.resolve(true);
          return held;
        });
    if (ended != fibers) {
      throw new IllegalStateException("only " + ended + " of " + fibers + " fibers have ended");
    }
    return bytes;
  }

  private void waitFor(Promise<Boolean> end) {
    boolean _ = end.await();
    ended++;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
