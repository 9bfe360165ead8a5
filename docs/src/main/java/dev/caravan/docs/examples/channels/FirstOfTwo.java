package dev.caravan.docs.examples.channels;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;

/** The next message from either of two roads: first with a message lost, then without. */
public final class FirstOfTwo {
  private FirstOfTwo() {}

  private static Channel<String> road(String message) {
    Channel<String> road = Channel.bounded(1);
    road.send(message);
    return road;
  }

  // region wrong
  static String firstOfTwoTasks(Pool pool, Channel<String> north, Channel<String> south) {
    Fut<String> one = pool.spawn(north::receive);
    Fut<String> other = pool.spawn(south::receive);
    return Fut.firstSuccess(List.of(one, other)).await();
  }

  // endregion

  // region right
  static String select(Channel<String> north, Channel<String> south) {
    return Channel.select(north.receiving(item -> item), south.receiving(item -> item));
  }

  // endregion

  public static void main(String[] args) {
    Channel<String> north = road("from the north");
    Channel<String> south = road("from the south");
    try (Pool pool = Pool.workStealing(1)) {
      pool.invoke(() -> firstOfTwoTasks(pool, north, south));
    }
    System.out.println("two tasks: one message taken, " + (north.size() + south.size()) + " left");

    Channel<String> east = road("from the east");
    Channel<String> west = road("from the west");
    select(east, west);
    System.out.println("a select: one message taken, " + (east.size() + west.size()) + " left");
  }
}
