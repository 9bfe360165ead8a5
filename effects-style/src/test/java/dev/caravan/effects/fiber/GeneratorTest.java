package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Generators and the errors of their lives. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class GeneratorTest {
  private static void counting(Yield<Integer> out) {
    for (int i = 1; ; i++) {
      out.yield(i);
    }
  }

  @Test
  @DisplayName("eio 25: nothing runs before the first demand; then from value to value")
  void onDemand() {
    says(
        "Requesting 1st item / Generator fiber starting / Yielding 1 / hd = 1 / Requesting 2nd item"
            + " / Yielding 2 / hd = 2 / Requesting end / Generator fiber ending / end",
        said ->
            Switch.run(sw -> {
              Generator<Integer> numbers =
                  sw.generate(out -> {
                    said.say("Generator fiber starting");
                    said.say("Yielding 1");
                    out.yield(1);
                    said.say("Yielding 2");
                    out.yield(2);
                    said.say("Generator fiber ending");
                  });
              said.say("Requesting 1st item");
              said.say("hd = %d", numbers.pull().orElseThrow());
              said.say("Requesting 2nd item");
              said.say("hd = %d", numbers.pull().orElseThrow());
              said.say("Requesting end");
              said.say(numbers.pull().isEmpty() ? "end" : "more");
            }));
  }

  @Test
  @DisplayName("C24: after the end, a demand is refused; an iterator stays at the end")
  void afterTheEnd() {
    says(
        "1 / IllegalStateException generator: has already finished / at the end",
        said ->
            Switch.run(sw -> {
              Generator<Integer> one = sw.generate(out -> out.yield(1));
              said.say("%d", one.next());
              assertThat(one.hasNext()).isFalse();
              assertThatThrownBy(one::pull).satisfies(e -> said.say(text(e)));
              assertThat(one.hasNext()).isFalse();
              assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
              said.say("at the end");
            }));
  }

  @Test
  @DisplayName("C24: after its switch has finished, a generator has failed")
  void afterTheSwitch() {
    says(
        "1 / generator: has already failed: Cancelled: exit / generator: has already failed:"
            + " Cancelled: exit",
        said -> {
          List<Generator<Integer>> leaked = new ArrayList<>();
          Switch.run(sw -> {
            leaked.add(sw.generate(GeneratorTest::counting));
            leaked.add(sw.generate(GeneratorTest::counting));
            said.say("%d", leaked.get(0).next());
          });
          for (Generator<Integer> generator : leaked) {
            assertThatThrownBy(generator::pull)
                .isExactlyInstanceOf(IllegalStateException.class)
                .satisfies(e ->
                    said.say(
                        "%s%s",
                        e.getMessage().replaceAll("dev.caravan.*", ""), text(e.getCause())));
          }
        });
  }

  @Test
  @DisplayName("C24: two demands at once are refused")
  void twoDemands() {
    says(
        "IllegalStateException generator: is still running / 1",
        said ->
            Switch.run(sw -> {
              Resolver<Integer> slow = Promise.create();
              Generator<Integer> numbers = sw.generate(out -> out.yield(slow.promise().await()));
              Fiber.both(
                  () -> said.say("%d", numbers.next()),
                  () -> {
                    assertThatThrownBy(numbers::pull).satisfies(e -> said.say(text(e)));
                    slow.resolve(1);
                  });
            }));
  }

  @Test
  @DisplayName("C24: two values for one demand are refused")
  void twoValues() {
    says(
        "IllegalStateException generator: has already yielded / 1",
        said ->
            Switch.run(sw -> {
              Generator<Integer> numbers =
                  sw.generate(out ->
                      Fiber.both(
                          () -> out.yield(1),
                          () ->
                              assertThatThrownBy(() -> out.yield(2))
                                  .satisfies(e -> said.say(text(e)))));
              said.say("%d", numbers.next());
            }));
  }

  @Test
  @DisplayName("C24: a consumer that is cancelled ends the generator, with its reason")
  void consumerCancelled() {
    says(
        "won / generator: Cancelled: not first",
        said ->
            Switch.run(sw -> {
              Resolver<Integer> slow = Promise.create();
              Generator<Integer> numbers =
                  sw.generate(out -> {
                    int value = slow.promise().await();
                    try {
                      out.yield(value);
                    } catch (Cancelled e) {
                      said.say("generator: %s", text(e));
                      throw e;
                    }
                  });
              said.say(Fiber.first(() -> "got " + numbers.next(), () -> "won"));
              slow.resolve(1);
              Fiber.yieldNow();
              assertThatThrownBy(numbers::pull).hasMessageContaining("already failed");
            }));
  }

  @Test
  void whatTheBodyThrowsItsConsumerGetsAndTheSwitchGoesOn() {
    says(
        "Failure bad / IllegalStateException generator: has already failed:"
            + " java.lang.RuntimeException: bad / on",
        said ->
            Switch.run(sw -> {
              Generator<Integer> numbers =
                  sw.generate(out -> {
                    throw failure("bad");
                  });
              assertThatThrownBy(numbers::pull).satisfies(e -> said.say(text(e)));
              assertThatThrownBy(numbers::pull).satisfies(e -> said.say(text(e)));
              sw.check();
              said.say("on");
            }));
  }

  @Test
  void anotherFiberMayYieldAndTheEndIsThatOfTheBody() {
    says(
        "1 / 2 / end",
        said ->
            Switch.run(sw -> {
              Generator<Integer> numbers =
                  sw.generate(out -> {
                    Switch.run(inner -> inner.fork(() -> out.yield(1)));
                    out.yield(2);
                  });
              numbers.forEachRemaining(n -> said.say("%d", n));
              said.say("end");
            }));
  }

  @Test
  void aGeneratorOfASwitchThatIsOffHasFailed() {
    says(
        "! Failure off",
        said ->
            Switch.run(sw -> {
              sw.fail(failure("off"));
              Generator<Integer> numbers = sw.generate(GeneratorTest::counting);
              Cancel.runProtected(() ->
                  assertThatThrownBy(numbers::pull)
                      .isExactlyInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("already failed"));
            }));
  }

  @Test
  void valuesAreDemandedFromOtherDomains() {
    Eio.run(env ->
        Switch.run(sw -> {
          Generator<Integer> numbers = sw.generate(GeneratorTest::counting);
          int sum =
              env.domainManager()
                  .call(() -> IntStream.range(0, 500).map(i -> numbers.next()).sum());
          assertThat(sum).isEqualTo(125_250);
        }));
  }

  @RepeatedTest(50)
  void generatorsWorkOutsideAnyDomain() {
    Switch.run(sw -> {
      Generator<Integer> numbers = sw.generate(GeneratorTest::counting);
      assertThat(IntStream.range(0, 20).map(i -> numbers.next()).sum()).isEqualTo(210);
    });
  }
}
