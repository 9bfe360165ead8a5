package dev.caravan.docs.exercises.channels;

import dev.caravan.core.channel.Channel;
import dev.caravan.docs.exercises.Exercise;
import java.time.Duration;
import java.util.List;

/** Takes items in batches, as writers to a disk or a data base like them. */
class Batches {
  /**
   * Waits for one item; then takes what else comes, until there are so many, or the limit since the
   * first has run out, or the channel is closed and drained. Empty only in the last case.
   */
  <T> List<T> next(Channel<T> items, int most, Duration limit) {
    throw Exercise.yours("a select of items.receiving(…) and Clause.after(…), in a loop");
  }
}
