package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The stack against {@link ArrayDeque}, in the hands of one thread. */
class TreiberStackPropertiesTest {

  enum Step {
    PUSH,
    PUSH_NONE,
    PUSH_THREE,
    POP,
    POP_ALL
  }

  @Property(tries = 300)
  void behavesAsAnArrayDeque(@ForAll @Size(max = 100) List<Step> steps) {
    TreiberStack<Integer> stack = new TreiberStack<>();
    ArrayDeque<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (Step step : steps) {
      switch (step) {
        case PUSH -> {
          stack.push(next);
          model.push(next++);
        }
        case PUSH_NONE -> stack.pushAll(List.of());
        case PUSH_THREE -> {
          stack.pushAll(List.of(next, next + 1, next + 2));
          for (int i = 0; i < 3; i++) {
            model.push(next++);
          }
        }
        case POP -> assertThat(stack.pop()).isEqualTo(model.pollFirst());
        case POP_ALL -> {
          assertThat(stack.popAll()).containsExactlyElementsOf(new ArrayList<>(model));
          model.clear();
        }
      }
      assertThat(stack).containsExactlyElementsOf(new ArrayList<>(model));
      assertThat(stack.peek()).isEqualTo(model.peekFirst());
      assertThat(stack.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
