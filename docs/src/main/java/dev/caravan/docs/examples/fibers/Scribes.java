package dev.caravan.docs.examples.fibers;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Stream;
import dev.caravan.effects.fiber.Switch;
import java.time.Duration;
import java.util.List;

/** Two scribes write letters for three clients. */
public final class Scribes {
  private Scribes() {}

  // region workers
  record Order(int number, Resolver<String> reply) {}

  static void work(String scribe, Stream<Order> orders) {
    System.out.println(scribe + " is ready");
    while (true) {
      Order order = orders.take();
      System.out.println(scribe + " writes letter " + order.number());
      Fiber.sleep(Duration.ofHours(order.number()));
      order.reply().resolve("letter " + order.number() + " by " + scribe);
    }
  }

  static void ask(int client, Stream<Order> orders) {
    System.out.println("client " + client + " comes");
    Resolver<String> reply = Promise.create("reply to client " + client);
    orders.add(new Order(client, reply)); // returns when a scribe has taken it
    System.out.println("client " + client + " gets " + reply.promise().await());
  }

  static void office() {
    Stream<Order> orders = Stream.create(0);
    Switch.run(sw -> {
      for (String scribe : List.of("Ali", "Badr")) {
        sw.forkDaemon(() -> work(scribe, orders));
      }
      Fiber.forEach(List.of(1, 2, 3), client -> ask(client, orders));
    });
  }

  // endregion

  // region clock
  public static void main(String[] args) {
    long before = System.nanoTime();
    Eio.builder().deterministic().run(env -> office());
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    System.out.println("hours, by its clock; by ours less than one: " + (took.toHours() < 1));
  }
  // endregion
}
