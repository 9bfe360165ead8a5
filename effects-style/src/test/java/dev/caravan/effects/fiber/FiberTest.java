package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the operations of fibers do on a domain, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class FiberTest {
  private static void count(Said said, String name) {
    for (int i = 1; i <= 3; i++) {
      said.say("%s = %d", name, i);
      Fiber.yieldNow();
    }
  }

  private static String yielding(String value) {
    Fiber.yieldNow();
    return value;
  }

  private static String failing(String message) {
    throw failure(message);
  }

  @Nested
  class Both {
    @Test
    @DisplayName("E1: two that yield take turns")
    void takeTurns() {
      says(
          "x = 1 / y = 1 / x = 2 / y = 2 / x = 3 / y = 3",
          said -> Fiber.both(() -> count(said, "x"), () -> count(said, "y")));
    }

    @Test
    @DisplayName("E2, eio 2: the second fails at once, the first at its yield")
    void secondFails() {
      says(
          "x = 1 / ! Failure simulated error",
          said -> Fiber.both(() -> count(said, "x"), () -> failing("simulated error")));
    }

    @Test
    @DisplayName("eio 3: the first fails before it suspends, the second never starts")
    void firstFails() {
      says("! Failure first", said -> Fiber.both(() -> failing("first"), () -> said.say("never")));
    }

    @Test
    @DisplayName("eio 4: two fail in protection, and both are told, in order")
    void bothFail() {
      says(
          "! [Failure failed 1; Failure failed 2]",
          said ->
              Fiber.both(
                  () -> {
                    Cancel.runProtected(Fiber::yieldNow);
                    failing("failed 1");
                  },
                  () -> {
                    Cancel.runProtected(Fiber::yieldNow);
                    failing("failed 2");
                  }));
    }

    @Test
    @DisplayName("eio 13: both clean up and fail at that while they are cancelled")
    void cleaningUpFails() {
      says(
          "! [Failure exit; Failure cancel 1 failed; Failure cancel 2 failed]",
          said ->
              Switch.run(sw -> {
                sw.fork(() ->
                    Fiber.both(
                        () -> awaitCancelThenFail("cancel 1 failed"),
                        () -> awaitCancelThenFail("cancel 2 failed")));
                sw.fail(failure("exit"));
              }));
    }

    private void awaitCancelThenFail(String message) {
      try {
        Fiber.awaitCancel();
      } catch (Cancelled e) {
        failing(message);
      }
    }

    @Test
    void pairHasBothValues() {
      says(
          "a 1",
          said -> {
            Fiber.Pair<String, Integer> pair = Fiber.pair(() -> yielding("a"), () -> 1);
            said.say("%s %d", pair.first(), pair.second());
          });
    }

    @Test
    void allOfNoneReturnsAndOfThreeRunsInOrder() {
      says(
          "1 / 2 / 3 / 1 again",
          said -> {
            Fiber.all(List.of());
            Fiber.all(
                () -> {
                  said.say("1");
                  Fiber.yieldNow();
                  said.say("1 again");
                },
                () -> said.say("2"),
                () -> said.say("3"));
          });
    }

    @Test
    void allStartsNoneAfterAFailure() {
      says(
          "1 / ! Failure 2",
          said -> Fiber.all(() -> said.say("1"), () -> failing("2"), () -> said.say("3")));
    }
  }

  @Nested
  class First {
    @Test
    @DisplayName("E3: the loser is cancelled at its yield")
    void race() {
      says(
          "first fiber delayed... / x = b",
          said -> {
            String x =
                Fiber.first(
                    () -> {
                      said.say("first fiber delayed...");
                      Fiber.yieldNow();
                      said.say("delay over");
                      return "a";
                    },
                    () -> "b");
            said.say("x = %s", x);
          });
    }

    @Test
    @DisplayName("eio 14: a value at once; the other has one too, or is cancelled")
    void valueAtOnce() {
      says(
          "a / b / a",
          said -> {
            said.say(Fiber.first(() -> "a", Fiber::awaitCancel));
            said.say(Fiber.first(Fiber::awaitCancel, () -> "b"));
            said.say(Fiber.first(() -> "a", () -> "b"));
          });
    }

    @Test
    @DisplayName("eio 14: two values are combined")
    void combined() {
      says(
          "b / b / ab",
          said -> {
            said.say(Fiber.first((x, y) -> y, () -> "a", () -> "b"));
            said.say(
                Fiber.first((x, y) -> y, () -> Cancel.protect(() -> yielding("b")), () -> "a"));
            said.say(
                Fiber.first(String::concat, () -> Cancel.protect(() -> yielding("b")), () -> "a"));
          });
    }

    @Test
    @DisplayName("eio 15: the loser is cancelled before it can fail")
    void cancelledBeforeItFails() {
      says(
          "a",
          said ->
              said.say(
                  Fiber.first(
                      () -> "a",
                      () -> {
                        Fiber.yieldNow();
                        return failing("crash");
                      })));
    }

    @Test
    @DisplayName("eio 16: of a race for an item, both have something, the first, or the second")
    void raceForAnItem() {
      says(
          "ab / a1 / b0",
          said -> {
            Stream<String> stream = Stream.create(1);
            said.say(
                Fiber.first(
                    String::concat,
                    () -> {
                      Fiber.yieldNow();
                      stream.add("b");
                      return "a";
                    },
                    stream::take));
            String first =
                Fiber.first(
                    String::concat,
                    () -> addThenYield(stream),
                    () -> {
                      Fiber.yieldNow();
                      return stream.take();
                    });
            said.say(first + stream.size());
            stream.take();
            String second = Fiber.first(String::concat, () -> addThenYield(stream), stream::take);
            said.say(second + stream.size());
          });
    }

    private String addThenYield(Stream<String> stream) {
      stream.add("b");
      return yielding("a");
    }

    @Test
    @DisplayName("eio 15: one that fails at once is told, whether the other has a value or not")
    void failsAtOnce() {
      says("! Failure b crashed", said -> Fiber.first(() -> "a", () -> failing("b crashed")));
      says("! Failure a crashed", said -> Fiber.first(() -> failing("a crashed"), () -> "b"));
      says(
          "! [Failure a crashed; Failure b crashed]",
          said -> Fiber.first(() -> failing("a crashed"), () -> failing("b crashed")));
    }

    @Test
    @DisplayName("eio 16: no item of a stream is lost in a race")
    void streams() {
      says(
          "ba / a0 / b1",
          said -> {
            Stream<String> stream = Stream.create(1);
            said.say(
                Fiber.first(
                    String::concat,
                    stream::take,
                    () -> {
                      stream.add("a");
                      return "b";
                    }));
            stream.add("a");
            said.say(Fiber.first(String::concat, stream::take, stream::take) + stream.size());
            String winner = Fiber.first(stream::take, () -> "b");
            stream.add("not lost");
            said.say(winner + stream.size());
          });
    }

    @Test
    @DisplayName("eio 17: a Cancelled that a branch makes itself is an error")
    void ownCancelled() {
      says(
          "! Cancelled: Failure cancel-a",
          said ->
              Fiber.first(
                  () -> {
                    throw new Cancelled("test", failure("cancel-a"));
                  },
                  () -> "b"));
      says(
          "! Cancelled: Failure cancel-b",
          said ->
              Fiber.first(
                  () -> yielding("a"),
                  () -> {
                    throw new Cancelled("test", failure("cancel-b"));
                  }));
    }

    @Test
    @DisplayName("eio 18: a value is returned although the caller was cancelled")
    void valueDespiteCancellation() {
      says(
          "got a / Cancelled: Failure b / ! Failure b",
          said ->
              Fiber.both(
                  () -> {
                    String got =
                        Fiber.first(() -> Cancel.protect(() -> yielding("a")), Fiber::awaitCancel);
                    said.say("got %s", got);
                    try {
                      Fiber.check();
                    } catch (Cancelled e) {
                      said.say(text(e));
                      throw e;
                    }
                  },
                  () -> failing("b")));
      says(
          "cancelling parent / a / ! Failure parent cancel",
          said ->
              Fiber.both(
                  () -> {
                    said.say(
                        Fiber.first(
                            () -> "a",
                            () -> {
                              Fiber.yieldNow();
                              return failing("cancel-b");
                            }));
                    Fiber.check();
                    said.say("parent cancel failed");
                  },
                  () -> {
                    said.say("cancelling parent");
                    failing("parent cancel");
                  }));
    }

    @Test
    void withoutAValueTheCallersCancellationIsThrown() {
      says(
          "Cancelled: Failure b / ! Failure b",
          said ->
              Fiber.both(
                  () -> {
                    try {
                      Fiber.first(Fiber::awaitCancel, Fiber::awaitCancel);
                    } catch (Cancelled e) {
                      said.say(text(e));
                    }
                  },
                  () -> failing("b")));
    }

    @Test
    @DisplayName("eio §3.4: a loser that fails while it cleans up turns success into failure")
    void loserFails() {
      says(
          "! Failure cleanup",
          said ->
              Fiber.first(
                  () -> {
                    try {
                      return Fiber.<String>awaitCancel();
                    } catch (Cancelled e) {
                      assertThat(e.reason()).isSameAs(Stop.NOT_FIRST);
                      return failing("cleanup");
                    }
                  },
                  () -> "value"));
    }

    @Test
    void twoFailuresAreBothTold() {
      says(
          "! [Failure b; Failure a]",
          said ->
              Fiber.first(
                  () -> {
                    Cancel.runProtected(Fiber::yieldNow);
                    return failing("a");
                  },
                  () -> failing("b")));
    }

    @Test
    @DisplayName("all branches begin even in a cancelled scope, and run up to their first wait")
    void allBeginInACancelledScope() {
      says(
          "ab / Cancelled: Failure off / ! Failure off",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("off"));
                said.say(Fiber.first(String::concat, () -> "a", () -> "b"));
                assertThatThrownBy(() -> Fiber.first(() -> yielding("a"), () -> yielding("b")))
                    .satisfies(e -> said.say(text(e)));
              }));
    }

    @Test
    void whatACallbackThrowsWhileTheOthersAreCancelledIsToldToo() {
      says(
          "! [Failure a crashed; Failure callback]",
          said ->
              Fiber.first(
                  () -> {
                    CancelScope.current().orElseThrow().onCancel(() -> failing("callback"));
                    return failing("a crashed");
                  },
                  () -> "b"));
    }

    @Test
    @DisplayName("eio: any begins all, and returns the first value, or all of them combined")
    void any() {
      says(
          "0 / 1 / 2 / got 0 / 0 / 1 / 2 / got 012",
          said -> {
            String first =
                Fiber.<String, RuntimeException>any(
                    List.of("0", "1", "2").stream().map(i -> saying(said, i, true)).toList());
            said.say("got %s", first);
            String combined =
                Fiber.<String, RuntimeException>any(
                    String::concat,
                    List.of("0", "1", "2").stream().map(i -> saying(said, i, false)).toList());
            said.say("got %s", combined);
          });
    }

    private ThrowingSupplier<String, RuntimeException> saying(
        Said said, String value, boolean yields) {
      return () -> {
        said.say(value);
        return yields ? yielding(value) : value;
      };
    }

    @Test
    @DisplayName("eio 19: the values of all that have one before their first wait")
    void nAnyOfFour() {
      says(
          "0 / 1 / 2 / 3 / [0, 2, 3]",
          said ->
              said.say(
                  "%s",
                  Fiber.<String, RuntimeException>nAny(
                      List.of("0", "1", "2", "3").stream()
                          .map(i -> saying(said, i, i.equals("1")))
                          .toList())));
    }

    @Test
    @DisplayName("eio 19: all values that there are, in the order in which they came")
    void nAny() {
      says(
          "[0, 1] / [1, 2, 0] / c",
          said -> {
            said.say("%s", Fiber.<Integer, RuntimeException>nAny(List.of(() -> 0, () -> 1)));
            said.say(
                "%s",
                Fiber.<Integer, RuntimeException>nAny(
                    List.of(
                        () -> {
                          Cancel.runProtected(Fiber::yieldNow);
                          return 0;
                        },
                        () -> 1,
                        () -> 2)));
            said.say(
                Fiber.<String, RuntimeException>any(
                    List.of(Fiber::awaitCancel, Fiber::awaitCancel, () -> "c")));
          });
    }

    @Test
    void anyOfNoneWaitsForCancellation() {
      says(
          "b",
          said ->
              said.say(
                  Fiber.first(() -> Fiber.<String, RuntimeException>any(List.of()), () -> "b")));
    }
  }

  @Nested
  class Itself {
    @Test
    @DisplayName("A: a yield suspends, and looks at cancellation afterwards")
    void yieldChecksAtTheEnd() {
      says(
          "before / other / Cancelled: Failure x / ! Failure x",
          said ->
              Switch.run(sw -> {
                sw.fork(() -> {
                  said.say("before");
                  try {
                    Fiber.yieldNow();
                  } catch (Cancelled e) {
                    said.say(text(e));
                  }
                });
                sw.fail(failure("x"));
                said.say("other");
              }));
    }

    @Test
    @DisplayName("A: a yield in a scope that is cancelled already lets others run, then throws")
    void yieldInACancelledScope() {
      says(
          "other yields / other runs / Cancelled: Failure x",
          said ->
              Switch.run(sw ->
                  Cancel.sub(context -> {
                    sw.fork(() -> {
                      said.say("other yields");
                      Fiber.yieldNow();
                      said.say("other runs");
                    });
                    context.cancel(failure("x"));
                    assertThatThrownBy(Fiber::yieldNow).satisfies(e -> said.say(text(e)));
                    return "ends";
                  })));
    }

    @Test
    void isCancelledAndCheckTell() {
      says(
          "false / true / ! Failure x",
          said ->
              Switch.run(sw -> {
                said.say("%s", Fiber.isCancelled());
                sw.fail(failure("x"));
                said.say("%s", Fiber.isCancelled());
                assertThatThrownBy(Fiber::check).isInstanceOf(Cancelled.class);
              }));
    }

    @Test
    @DisplayName("eio §3.8: protection looks at the cancellation neither before nor after")
    void protect() {
      says(
          "protected / value / Cancelled: Failure x / ! Failure x",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("x"));
                String value =
                    Cancel.protect(() -> {
                      Fiber.yieldNow();
                      said.say("protected");
                      return "value";
                    });
                said.say(value);
                assertThatThrownBy(Fiber::yieldNow).satisfies(e -> said.say(text(e)));
              }));
    }
  }
}
