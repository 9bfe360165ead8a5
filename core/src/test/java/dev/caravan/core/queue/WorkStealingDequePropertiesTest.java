package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The deque against {@link ArrayDeque}, in the hands of one thread. */
class WorkStealingDequePropertiesTest {

  enum Step {
    PUSH,
    POP,
    STEAL
  }

  @Property(tries = 500)
  void behavesAsAnArrayDeque(@ForAll @Size(max = 300) List<Step> steps) {
    WorkStealingDeque<Integer> deque = new WorkStealingDeque<>(2);
    ArrayDeque<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (Step step : steps) {
      switch (step) {
        case PUSH -> {
          deque.push(next);
          model.addLast(next++);
        }
        case POP -> assertThat(deque.pop()).isEqualTo(model.pollLast());
        case STEAL -> assertThat(deque.steal()).isEqualTo(model.pollFirst());
      }
      assertThat(deque.size()).isEqualTo(model.size());
      assertThat(deque.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
