package dev.caravan.docs.exercises.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.channel.Channel;
import dev.caravan.docs.exercises.Exercise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final Batches subject = Exercise.subject(Batches.class);
  private final Channel<Integer> items = Channel.unbounded();

  @Test
  void aFullBatchDoesNotWait() {
    List.of(1, 2, 3, 4, 5).forEach(items::send);
    assertThat(subject.next(items, 3, LONG)).containsExactly(1, 2, 3);
    assertThat(items.size()).as("left in the channel").isEqualTo(2);
  }

  @Test
  void theLimitEndsABatch() {
    items.send(1);
    assertThat(subject.next(items, 3, SHORT)).containsExactly(1);
  }

  @Test
  void theEndOfTheChannelEndsABatch() {
    items.send(1);
    items.send(2);
    items.close();
    assertThat(subject.next(items, 3, LONG)).containsExactly(1, 2);
    assertThat(subject.next(items, 3, LONG)).isEmpty();
  }
}
