package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** A task that awaits a hundred others, on a pool of one worker. */
public final class SumOfMany {
  private SumOfMany() {}

  // region sum
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(1)) {
      Fut<Integer> sum =
          pool.spawn(() -> {
            List<Fut<Integer>> parts =
                IntStream.range(0, 100).mapToObj(i -> pool.spawn(() -> i + 1)).toList();
            return parts.stream().mapToInt(Fut::await).sum();
          });
      System.out.println("sum = " + sum.await());
    }
  }
  // endregion
}
