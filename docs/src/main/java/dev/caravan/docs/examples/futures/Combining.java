package dev.caravan.docs.examples.futures;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;

/** Futures made of futures. */
public final class Combining {
  private Combining() {}

  // region combining
  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Fut<Integer> price = pool.spawn(() -> 30);
      Fut<Integer> camels = pool.spawn(() -> 4);

      Fut<Integer> total = Fut.both(price, camels).map(pair -> pair.first() * pair.second());
      System.out.println("total: " + total.await());

      Fut<Integer> parsed =
          total.flatMap(sum -> pool.spawn(() -> Integer.parseInt(sum + " dinars")));
      Fut<Integer> asked = parsed.recover(e -> -1);
      System.out.println("recovered: " + asked.await());

      Fut<List<Integer>> squares = Fut.traverse(List.of(1, 2, 3), i -> pool.spawn(() -> i * i));
      System.out.println("squares: " + squares.await());

      Fut<Integer> first =
          Fut.firstSuccess(
              List.of(pool.spawn(() -> Integer.parseInt("four")), pool.spawn(() -> 4)));
      System.out.println("first success: " + first.await());
    }
  }
  // endregion
}
