package dev.caravan.docs.examples.channels;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.Clause;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;

/** Two roads flow into one, until both have ended. */
public final class Merge {
  private Merge() {}

  // region merge
  /** Passes on what comes from two channels, until both are closed and drained. */
  static <T> void merge(Channel<T> one, Channel<T> other, Channel<T> into) {
    boolean oneIsOpen = true;
    boolean otherIsOpen = true;
    while (oneIsOpen && otherIsOpen) {
      Channel<T> ended =
          Channel.select(
              one.receiving(item -> pass(item, into), () -> one),
              other.receiving(item -> pass(item, into), () -> other));
      oneIsOpen = ended != one;
      otherIsOpen = ended != other;
    }
    (oneIsOpen ? one : other).forEach(into::send);
    into.close();
  }

  private static <T> Channel<T> pass(T item, Channel<T> into) {
    into.send(item);
    return into;
  }

  // endregion

  // region limits
  static String nextOr(Channel<String> road, Duration limit) {
    return Channel.select(
        road.receiving(bale -> "a bale of " + bale, () -> "the road is closed"),
        Clause.after(limit, () -> "nothing within " + limit.toMillis() + " ms"));
  }

  // endregion

  public static void main(String[] args) {
    try (Pool pool = Pool.workStealing(2)) {
      Channel<Integer> odd = Channel.bounded(2);
      Channel<Integer> even = Channel.rendezvous();
      Channel<Integer> all = Channel.bounded(2);
      Fut<?> _ = pool.spawnVoid(() -> send(odd, 1));
      Fut<?> _ = pool.spawnVoid(() -> send(even, 2));
      Fut<?> _ = pool.spawnVoid(() -> merge(odd, even, all));
      int sum = 0;
      for (int number : all) {
        sum += number;
      }
      System.out.println("the sum of the numbers below 1000: " + sum);
    }

    Channel<String> road = Channel.bounded(1);
    System.out.println(nextOr(road, Duration.ofMillis(5)));
    road.send("silk");
    System.out.println(nextOr(road, Duration.ofMillis(5)));
    road.close();
    System.out.println(nextOr(road, Duration.ofMillis(5)));
  }

  private static void send(Channel<Integer> road, int first) {
    for (int i = first; i < 1_000; i += 2) {
      road.send(i);
    }
    road.close();
  }
}
