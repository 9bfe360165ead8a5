package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class TreiberStackTest {

  private final TreiberStack<Object> stack = new TreiberStack<>();

  @Test
  @DisplayName("saturn 1: an empty stack gives null, and nothing at all")
  void anEmptyStackGivesNothing() {
    assertThat(stack.pop()).isNull();
    assertThat(stack.peek()).isNull();
    assertThat(stack.popAll()).isEmpty();
    assertThat(stack).isEmpty();
  }

  @Test
  @DisplayName("saturn 2, 5: the last of those pushed together is on top")
  void theLastOfThosePushedTogetherIsOnTop() {
    stack.push(0);
    stack.pushAll(List.of(1, 2, 3));

    assertThat(stack.pop()).isEqualTo(3);
    assertThat(stack.popAll()).containsExactly(2, 1, 0);
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> stack.push(null)).withMessage("element");
    assertThatNullPointerException()
        .isThrownBy(() -> stack.pushAll(Arrays.asList(1, null)))
        .withMessage("an element");
    assertThat(stack).as("nothing of the refused ones").isEmpty();
  }

  @Test
  void anIterationShowsWhatWasThereWhenItBegan() {
    stack.pushAll(List.of(1, 2));
    Iterator<Object> snapshot = stack.iterator();
    stack.pop();
    stack.push(3);

    assertThat(snapshot).toIterable().containsExactly(2, 1);
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(snapshot::next);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(snapshot::remove);
  }

  @Test
  @DisplayName("saturn 22: what was taken is not kept alive by the stack")
  void whatWasTakenIsNotKeptAlive() {
    stack.push("stays");
    List<WeakReference<Object>> taken = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stack.pushAll(Stream.generate(Object::new).limit(3).toList());
      for (int k = 0; k < 3; k++) {
        taken.add(new WeakReference<>(stack.pop()));
      }
    }

    Eventually.until(
        "all are collected",
        () -> {
          System.gc();
          return taken.stream().allMatch(reference -> reference.get() == null);
        });
    assertThat(stack).containsExactly("stays");
  }

  @Test
  @DisplayName(
      "saturn 3, 5: threads take each element once, and see those pushed together together")
  void eachElementIsTakenOnce() throws Exception {
    int rounds = 10_000;
    TreiberStack<Integer> shared = new TreiberStack<>();
    AtomicInteger pushing = new AtomicInteger(2);
    List<Callable<List<Integer>>> bodies = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int first = i * rounds;
      bodies.add(() -> {
        for (int n = first; n < first + rounds; n++) {
          shared.pushAll(List.of(3 * n, 3 * n + 1, 3 * n + 2));
        }
        pushing.decrementAndGet();
        return List.of();
      });
      bodies.add(() -> {
        List<Integer> taken = new ArrayList<>();
        while (pushing.get() > 0 || !shared.isEmpty()) {
          taken.addAll(shared.popAll());
          Thread.onSpinWait();
        }
        return taken;
      });
    }

    List<Integer> all = new ArrayList<>();
    for (List<Integer> taken : Crowd.run(bodies)) {
      for (int i = 0; i < taken.size(); i += 3) {
        int newest = taken.get(i);
        assertThat(taken.subList(i, i + 3)).containsExactly(newest, newest - 1, newest - 2);
      }
      all.addAll(taken);
    }
    all.sort(null);
    assertThat(all).isEqualTo(IntStream.range(0, 6 * rounds).boxed().toList());
  }
}
