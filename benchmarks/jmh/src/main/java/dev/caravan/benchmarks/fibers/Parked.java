package dev.caravan.benchmarks.fibers;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Switch;
import java.lang.management.ManagementFactory;

/** A program that parks fibers, says how much of the heap they hold, and lets them end. */
public final class Parked {
  private long ended;

  private Parked() {}

  /**
   * Runs the program.
   *
   * @param args the engine, and how many fibers
   */
  public static void main(String[] args) {
    Engine engine = Engine.valueOf(args[0]);
    int fibers = Integer.parseInt(args[1]);
    String seen = Domain.builder().engine(engine).run(domain -> new Parked().park(fibers));
    System.out.println(seen);
  }

  private String park(int fibers) {
    long before = used();
    Resolver<Boolean> end = Promise.create();
    long after =
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
    return String.format("%d bytes each, %d MB together", after / fibers, after >> 20);
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
