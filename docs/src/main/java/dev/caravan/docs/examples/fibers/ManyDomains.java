package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.ExecutorPool;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Switch;
import java.util.List;

/** Fibers share one processor; domains have one each. */
public final class ManyDomains {
  private ManyDomains() {}

  private static long count(int from) {
    long sum = 0;
    for (int i = from; i < from + 1_000; i++) {
      sum += i;
    }
    return sum;
  }

  // region domains
  public static void main(String[] args) {
    Eio.run(env ->
        Switch.run(sw -> {
          ExecutorPool counters = ExecutorPool.create(sw, 2, env.domainManager());
          List<Long> sums =
              Fiber.map(
                  4, // at a time: two that run, two that wait for a domain
                  List.of(0, 1_000, 2_000, 3_000, 4_000),
                  from -> counters.submit(1, () -> count(from)));
          System.out.println(sums);
        }));
  }
  // endregion
}
