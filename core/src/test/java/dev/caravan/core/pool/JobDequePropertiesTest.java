package dev.caravan.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The deque against {@link ArrayDeque}, in the hands of one thread. */
class JobDequePropertiesTest {
  enum Step {
    PUSH,
    PUSH_TWO,
    POP,
    POP_IF_NEWEST,
    POP_IF_OLDEST,
    STEAL,
    STEAL_IF_EVEN,
    TAKE_OLDEST,
    TAKE_MIDDLE,
    TAKE_NEWEST,
    TAKE_TAKEN,
    PEEK
  }

  /** A job of its own, which knows its place. */
  private record Numbered(int number, int place) {}

  private JobDeque<Numbered> deque;
  private ArrayDeque<Numbered> model;
  private List<Numbered> all;

  @Property(tries = 500)
  void behavesAsAnArrayDeque(@ForAll @Size(max = 300) List<Step> steps) {
    deque = new JobDeque<>(2);
    model = new ArrayDeque<>();
    all = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case PUSH -> push();
        case PUSH_TWO -> {
          push();
          push();
        }
        case POP -> assertThat(deque.pop()).isSameAs(model.pollLast());
        case POP_IF_NEWEST -> {
          Numbered newest = model.pollLast();
          assertThat(newest != null && deque.popIf(newest)).isEqualTo(newest != null);
        }
        case POP_IF_OLDEST -> {
          Numbered oldest = model.peekFirst();
          boolean alone = model.size() == 1;
          assertThat(oldest != null && deque.popIf(oldest)).isEqualTo(alone);
          if (alone) {
            model.clear();
          }
        }
        case STEAL -> assertThat(deque.steal()).isSameAs(model.pollFirst());
        case STEAL_IF_EVEN -> {
          Numbered oldest = model.peekFirst();
          boolean wanted = oldest != null && oldest.number % 2 == 0;
          assertThat(deque.stealIf(job -> job.number % 2 == 0))
              .isSameAs(wanted ? model.pollFirst() : null);
        }
        case TAKE_OLDEST -> take(model.peekFirst());
        case TAKE_MIDDLE -> take(model.stream().skip(model.size() / 2).findFirst().orElse(null));
        case TAKE_NEWEST -> take(model.peekLast());
        case PEEK -> assertThat(deque.peekNewest()).isSameAs(model.peekLast());
        case TAKE_TAKEN ->
            all.stream()
                .filter(job -> !model.contains(job))
                .forEach(job -> assertThat(deque.take(job, job.place)).isFalse());
      }
      assertThat(deque.size()).isGreaterThanOrEqualTo(model.size());
      assertThat(deque.isEmpty()).isEqualTo(deque.size() == 0);
    }
    model.forEach(left -> assertThat(deque.steal()).isSameAs(left));
    assertThat(deque.steal()).isNull();
    assertThat(deque.isEmpty()).isTrue();
  }

  private void push() {
    Numbered job = new Numbered(all.size(), deque.nextPlace());
    deque.push(job);
    model.addLast(job);
    all.add(job);
  }

  private void take(Numbered job) {
    if (job != null) {
      assertThat(deque.take(job, job.place)).isTrue();
      model.remove(job);
    }
  }
}
