package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists worked on by several fibers. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class FiberListsTest {
  @Test
  @DisplayName("eio 21: the next item begins as soon as one has ended; results are in order")
  void atMostTwo() {
    says(
        "S0 / S1 / F1 / S2 / F2 / S3 / F0 / F3 / [zero, one, two, three]",
        said -> {
          List<Resolver<String>> ends = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            ends.add(Promise.create());
          }
          Fiber.both(
              () -> {
                List<String> results =
                    Fiber.map(
                        2,
                        List.of(0, 1, 2, 3),
                        i -> {
                          said.say("S%d", i);
                          String result = ends.get(i).promise().await();
                          said.say("F%d", i);
                          return result;
                        });
                said.say("%s", results);
              },
              () -> {
                resolve(ends.get(1), "one");
                resolve(ends.get(2), "two");
                resolve(ends.get(0), "zero");
                resolve(ends.get(3), "three");
              });
        });
  }

  private static void resolve(Resolver<String> end, String value) {
    end.resolve(value);
    for (int i = 0; i < 4; i++) {
      Fiber.yieldNow();
    }
  }

  @Test
  @DisplayName("eio 22: an item fails, and no further one starts")
  void stopsAtAFailure() {
    says(
        "item 0 / ! Failure 0",
        said ->
            Fiber.forEach(
                1,
                List.of(0, 1),
                i -> {
                  said.say("item %d", i);
                  throw failure("" + i);
                }));
  }

  @Test
  void withoutABoundAllRunAtOnceAndAFailureCancelsAll() {
    says(
        "0 / 1 / 2 / ! Failure 2",
        said ->
            Fiber.forEach(
                List.of(0, 1, 2),
                i -> {
                  said.say("%d", i);
                  if (i == 2) {
                    throw failure("2");
                  }
                  Fiber.awaitCancel();
                }));
  }

  @Test
  void filtersKeepTheOrder() throws Exception {
    Eio.run(env -> {
      assertThat(Fiber.filter(2, List.of(1, 2, 3, 4), i -> i % 2 == 0)).containsExactly(2, 4);
      assertThat(Fiber.filter(List.of(1, 2, 3, 4), i -> i % 2 == 1)).containsExactly(1, 3);
      assertThat(
              Fiber.filterMap(
                  List.of(1, 2, 3), i -> i == 2 ? Optional.<String>empty() : Optional.of("" + i)))
          .containsExactly("1", "3");
      assertThat(Fiber.<Integer, Integer, RuntimeException>map(List.of(), i -> i)).isEmpty();
    });
  }

  @Test
  void aCheckedExceptionIsTheCallersAsItIs() {
    assertThatThrownBy(() ->
            Fiber.<Integer, Integer, IOException>map(
                2,
                List.of(1, 2, 3),
                i -> {
                  if (i == 2) {
                    throw new IOException("disk");
                  }
                  return i;
                }))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void aBoundThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> Fiber.forEach(0, List.of(), i -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the most fibers at a time must be positive, not 0");
  }
}
