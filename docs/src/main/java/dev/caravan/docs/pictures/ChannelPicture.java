package dev.caravan.docs.pictures;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;

/** Two workers: A sends six items into a channel of two, B takes twice as long for each. */
final class ChannelPicture {
  private static final int ITEMS = 6;

  private ChannelPicture() {}

  static void run() {
    try (Pool pool = Pool.configure().name("worker").parallelism(2).fifo()) {
      Channel<Integer> channel = Channel.bounded(2);
      Fut<Integer> a = pool.spawn(new A(channel));
      Fut<Integer> b = pool.spawn(new B(channel));
      Fut.all(List.of(a, b)).await();
    }
  }

  private record A(Channel<Integer> channel)
      implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      for (int i = 0; i < ITEMS; i++) {
        Busy.work(10);
        channel.send(i);
      }
      channel.close();
      return ITEMS;
    }
  }

  private record B(Channel<Integer> channel)
      implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      int sum = 0;
      for (int item : channel) {
        Busy.work(20);
        sum += item;
      }
      return sum;
    }
  }
}
