package dev.caravan.docs.examples.fibers;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Lazy;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Timeout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Prices that are asked for once, however many want to know: first fragile, then not. */
public final class Prices {
  private Prices() {}

  /** The asker asks for all, and if it is called off, so are all. */
  static final class Fragile {
    // region wrong
    private final Map<String, Promise<Integer>> known = new HashMap<>(); // of one domain: no lock

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
  }

  /** If the asker is called off, the next one asks. */
  static final class Sturdy {
    // region right
    private final Map<String, Lazy<Integer>> known = new HashMap<>();

    int price(String goods) {
      return known
          .computeIfAbsent(
              goods, name -> Lazy.of(Lazy.OnCancel.RESTART, () -> askAtTheMarket(name)))
          .force();
    }
    // endregion
  }

  private static int askAtTheMarket(String goods) {
    System.out.println("asking for " + goods);
    Fiber.sleep(Duration.ofHours(2));
    if (goods.equals("ice")) {
      throw new IllegalArgumentException("nobody sells ice");
    }
    return 7 * goods.length();
  }

  // region use
  static void tell(String goods, ToIntFunction<String> prices) {
    System.out.println("wanted: " + goods);
    try {
      System.out.println(goods + ": " + prices.applyAsInt(goods));
    } catch (IllegalArgumentException e) {
      System.out.println(goods + ": " + e.getMessage());
    }
  }

  static void fourClients(ToIntFunction<String> prices) {
    Fiber.forEach(List.of("silk", "silk", "ice", "ice"), goods -> tell(goods, prices));
  }

  // endregion

  // region impatient
  static void oneIsImpatient(ToIntFunction<String> prices) {
    Timeout anHour = Timeout.of(Duration.ofHours(1));
    Fiber.both(
        () -> System.out.println(anHour.tryCall(() -> prices.applyAsInt("silk"))),
        () -> System.out.println("the patient one: " + prices.applyAsInt("silk")));
  }

  // endregion

  public static void main(String[] args) {
    Eio.builder()
        .deterministic()
        .run(env -> {
          fourClients(new Fragile()::price);
          System.out.println("one is impatient:");
          try {
            oneIsImpatient(new Fragile()::price);
          } catch (Cancelled e) {
            System.out.println("nobody cancelled the patient one: " + e.getMessage());
          }
          System.out.println("and with Lazy:");
          oneIsImpatient(new Sturdy()::price);
        });
  }
}
