package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever one thread does, a channel is a bounded queue that can be closed. */
class ChannelPropertiesTest {
  enum Action {
    SEND,
    RECEIVE,
    SELECT_SEND,
    SELECT_RECEIVE,
    CLOSE
  }

  @Provide
  Arbitrary<List<Action>> programs() {
    return Arbitraries.frequency(
            net.jqwik.api.Tuple.of(20, Action.SEND),
            net.jqwik.api.Tuple.of(15, Action.RECEIVE),
            net.jqwik.api.Tuple.of(10, Action.SELECT_SEND),
            net.jqwik.api.Tuple.of(10, Action.SELECT_RECEIVE),
            net.jqwik.api.Tuple.of(1, Action.CLOSE))
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 300)
  void aChannelDoesWhatItsModelDoes(
      @ForAll("programs") List<Action> program, @ForAll @IntRange(max = 40) int capacity) {
    Channel<Integer> channel = capacity == 0 ? Channel.rendezvous() : Channel.bounded(capacity);
    Model model = new Model(capacity);
    for (int i = 0; i < program.size(); i++) {
      int item = i;
      switch (program.get(i)) {
        case SEND -> assertThat(outcome(() -> channel.trySend(item))).isEqualTo(model.send(item));
        case RECEIVE -> assertThat(outcome(channel::tryReceive)).isEqualTo(model.receive());
        case SELECT_SEND ->
            assertThat(
                    outcome(() ->
                        Channel.select(
                            channel.sending(item, () -> true), Clause.otherwise(() -> false))))
                .isEqualTo(model.send(item));
        case SELECT_RECEIVE ->
            assertThat(
                    outcome(() ->
                        Channel.select(
                            channel.receiving(Optional::of), Clause.otherwise(Optional::empty))))
                .isEqualTo(model.receive());
        case CLOSE -> {
          channel.close();
          model.closed = true;
        }
      }
      assertThat(channel.size()).isEqualTo(model.items.size());
      assertThat(channel.isClosed()).isEqualTo(model.closed);
    }
  }

  private interface Step {
    Object run();
  }

  private static Object outcome(Step step) {
    try {
      return step.run();
    } catch (ChannelClosed closed) {
      return "closed";
    }
  }

  private static final class Model {
    private final int capacity;
    private final Deque<Integer> items = new ArrayDeque<>();
    private boolean closed;

    Model(int capacity) {
      this.capacity = capacity;
    }

    Object send(int item) {
      return closed ? "closed" : items.size() < capacity && items.add(item);
    }

    Object receive() {
      Integer first = items.poll();
      return first == null && closed ? "closed" : Optional.ofNullable(first);
    }
  }
}
