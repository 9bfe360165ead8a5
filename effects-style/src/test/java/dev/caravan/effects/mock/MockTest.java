package dev.caravan.effects.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.LeakCheck;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@DisplayName("eio 2.7: mocks do what the test says")
@ExtendWith(LeakCheck.class)
class MockTest {
  private final List<String> trail = new ArrayList<>();

  // @start region="mock"
  interface Weather {
    String today() throws IOException;
  }

  @Test
  void eachCallDoesTheNextActionAndThenTheDefaultOne() throws IOException {
    Mock<String> answers = Mock.named("weather");
    Weather weather = answers::call;
    answers
        .onCalls(Action.returning("sun"), Action.raising(new IOException("no signal")))
        .otherwise(Action.yieldThen(Action.returning("rain")));

    Eio.builder()
        .deterministic()
        .run(env -> {
          assertThat(weather.today()).isEqualTo("sun");
          assertThatThrownBy(weather::today).hasMessage("no signal");
          assertThat(weather.today()).isEqualTo("rain");
        });
  }

  // @end

  @Test
  void anActionThatAwaitsSuspendsTheCallerOnly() {
    Mock<String> mock = Mock.named("letters");
    Eio.builder()
        .deterministic()
        .run(env -> {
          Resolver<String> letter = Promise.create("a letter");
          mock.onCalls(Action.awaiting(letter.promise()));
          Fiber.both(
              () -> trail.add("got " + mock.call()),
              () -> {
                trail.add("sends");
                letter.resolve("hello");
              });
        });
    assertThat(trail).containsExactly("sends", "got hello");
  }

  @Test
  void anActionThatYieldsLetsOthersGoFirst() {
    Mock<String> mock = Mock.named("slow");
    Eio.builder()
        .deterministic()
        .run(env -> {
          mock.onCalls(Action.yieldThen(Action.running(() -> "ran")));
          Fiber.both(() -> trail.add(mock.call()), () -> trail.add("other"));
        });
    assertThat(trail).containsExactly("other", "ran");
  }

  @Test
  void aCallForWhichNothingIsLeftNamesTheMock() {
    Mock<String> mock = Mock.named("clerk");
    assertThatThrownBy(mock::call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("clerk was called, and no action is left for it");
    assertThat(mock.calls()).isEqualTo(1);
  }

  @Test
  void newActionsReplaceThoseThatAreLeft() {
    Mock<Integer> mock = Mock.named("numbers");
    mock.onCalls(Action.returning(1), Action.returning(2));
    assertThat(mock.<RuntimeException>call()).isEqualTo(1);
    assertThat(mock.left()).isEqualTo(1);
    mock.onCalls(Action.returning(3));
    assertThat(mock.<RuntimeException>call()).isEqualTo(3);
    assertThat(mock.left()).isZero();
  }
}
