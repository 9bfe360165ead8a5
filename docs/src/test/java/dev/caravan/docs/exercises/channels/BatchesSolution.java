package dev.caravan.docs.exercises.channels;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.Clause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Each further wait gets what is left of the limit. */
class BatchesSolution extends Batches {
  @Override
  <T> List<T> next(Channel<T> items, int most, Duration limit) {
    List<T> batch = new ArrayList<>();
    boolean more = Channel.select(items.receiving(batch::add, () -> false));
    long end = System.nanoTime() + limit.toNanos();
    while (more && batch.size() < most) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      more =
          Channel.select(items.receiving(batch::add, () -> false), Clause.after(left, () -> false));
    }
    return batch;
  }
}
