package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bindings themselves; how tasks inherit them is tested with the pools. */
@Tag("conformance")
class TaskLocalTest {

  private final TaskLocal<String> user = TaskLocal.named("user");

  @Test
  void anUnboundLocalSaysHowToBindIt() {
    assertThat(user.isBound()).isFalse();
    assertThat(user.orElse("nobody")).isEqualTo("nobody");
    assertThatThrownBy(user::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("user")
        .hasMessageContaining("run or call");
  }

  @Test
  void theInnermostBindingCountsAndTheOuterOneComesBack() {
    user.run(
        "ann",
        () -> {
          assertThat(user.get()).isEqualTo("ann");
          String inner = user.call("bob", user::get);
          assertThat(inner).isEqualTo("bob");
          assertThat(user.get()).isEqualTo("ann");
        });

    assertThat(user.isBound()).isFalse();
  }

  @Test
  void anExceptionPutsTheBindingBack() {
    user.run(
        "ann",
        () -> {
          assertThatThrownBy(() ->
                  user.run(
                      "bob",
                      () -> {
                        throw new IOException("out");
                      }))
              .isInstanceOf(IOException.class);
          assertThat(user.get()).isEqualTo("ann");
        });
  }

  @Test
  void nullIsABinding() {
    user.run(
        null,
        () -> {
          assertThat(user.isBound()).isTrue();
          assertThat(user.get()).isNull();
          assertThat(user.orElse("other")).isNull();
        });
  }

  @Test
  void localsOfTheSameNameAreApart() {
    TaskLocal<String> namesake = TaskLocal.named("user");

    user.run("ann", () -> assertThat(namesake.isBound()).isFalse());
  }

  @Test
  void aBindingSurvivesEnteringAScope() {
    String seen = user.call("ann", () -> CancelScope.root().call(user::get));

    assertThat(seen).isEqualTo("ann");
  }

  @Test
  void anotherThreadDoesNotSeeIt() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();

    user.run("ann", () -> Thread.ofVirtual().start(() -> seen.set(user.orElse("nobody"))).join());

    assertThat(seen.get()).isEqualTo("nobody");
  }
}
