package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prices that are asked for once, however many want to know. */
public final class Prices {
  // region cache
  private final Map<String, Promise<Integer>> known = new HashMap<>(); // of one domain, so no lock

  int price(String goods) {
    Promise<Integer> price = known.get(goods);
    if (price == null) {
      Resolver<Integer> asking = Promise.create("price of " + goods);
      price = asking.promise();
      known.put(goods, price); // before the first wait
      try {
        asking.resolve(askAtTheMarket(goods));
      } catch (RuntimeException e) {
        asking.reject(e);
      }
    }
    return price.await();
  }

  // endregion

  private static int askAtTheMarket(String goods) {
    System.out.println("asking for " + goods);
    Fiber.yieldNow();
    if (goods.equals("ice")) {
      throw new IllegalArgumentException("nobody sells ice");
    }
    return 7 * goods.length();
  }

  // region use
  void tell(String goods) {
    System.out.println("wanted: " + goods);
    try {
      System.out.println(goods + ": " + price(goods));
    } catch (IllegalArgumentException e) {
      System.out.println(goods + ": " + e.getMessage());
    }
  }

  public static void main(String[] args) {
    Prices prices = new Prices();
    Eio.run(env -> Fiber.forEach(List.of("silk", "silk", "ice", "ice"), prices::tell));
  }
  // endregion
}
