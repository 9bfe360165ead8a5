package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Every queue against {@link ArrayDeque}, in the hands of one thread. */
class QueueContractPropertiesTest {

  enum Step {
    OFFER,
    POLL,
    PEEK
  }

  @Property(tries = 600)
  void behavesAsAnArrayDeque(@ForAll QueueKind kind, @ForAll @Size(max = 200) List<Step> steps) {
    QueueKind.Ends<Integer> queue = kind.make();
    ArrayDeque<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (Step step : steps) {
      switch (step) {
        case OFFER -> {
          boolean room = !kind.isBounded() || model.size() < QueueKind.CAPACITY;
          assertThat(queue.offer().test(next)).as("taken by %s of %s", kind, model).isEqualTo(room);
          if (room) {
            model.addLast(next);
          }
          next++;
        }
        case POLL -> assertThat(queue.poll().get()).isEqualTo(model.pollFirst());
        case PEEK -> {
          if (queue.peek() != null) {
            assertThat(queue.peek().get()).isEqualTo(model.peekFirst());
          }
        }
      }
      assertThat(queue.isEmpty().getAsBoolean()).as("empty: %s", model).isEqualTo(model.isEmpty());
    }
  }
}
