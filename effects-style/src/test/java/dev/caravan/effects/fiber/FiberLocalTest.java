package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.TaskLocal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values of fibers. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class FiberLocalTest {
  private final FiberLocal<Integer> key = FiberLocal.named("key");

  private String shown() {
    return key.get().map(String::valueOf).orElse("unset");
  }

  @Test
  @DisplayName("eio 24: bindings nest and are put back, also by an exception")
  void nest() {
    says(
        "unset / 123 / 456 / 123 / unset / 123 / unset",
        said -> {
          said.say(shown());
          key.runWith(
              123,
              () -> {
                said.say(shown());
                assertThatThrownBy(() ->
                        key.runWith(
                            456,
                            () -> {
                              said.say(shown());
                              throw failure("x");
                            }))
                    .hasMessage("x");
                said.say(shown());
                key.runWithout(() -> said.say(shown()));
                said.say(shown());
              });
          said.say(shown());
        });
  }

  @Test
  @DisplayName("eio 24, §3.12: a fork sees the values of its forker, not of the switch")
  void inherited() {
    says(
        "fork: 2 / body: 1 / after a yield: 2",
        said ->
            key.runWith(
                1,
                () ->
                    Switch.run(sw -> {
                      key.runWith(
                          2,
                          () ->
                              sw.fork(() -> {
                                said.say("fork: %s", shown());
                                Fiber.yieldNow();
                                said.say("after a yield: %s", shown());
                              }));
                      said.say("body: %s", shown());
                    })));
  }

  @Test
  @DisplayName("eio 24: values do not cross into another domain; task-locals do")
  void otherDomains() {
    TaskLocal<String> task = TaskLocal.named("task");
    Eio.run(env ->
        task.run(
            "t",
            () ->
                key.runWith(
                    1,
                    () ->
                        task.run(
                            "u",
                            () ->
                                assertThat(
                                        env.domainManager()
                                            .<String, RuntimeException>call(
                                                () -> shown() + task.get()))
                                    .isEqualTo("unsetu")))));
    says(
        "unset",
        (said, env) -> key.runWith(1, () -> env.domainManager().run(() -> said.say(shown()))));
    key.runWith(
        1, () -> assertThat(Eio.<String, RuntimeException>call(env -> shown())).isEqualTo("unset"));
  }

  @Test
  void worksOutsideAnyDomain() {
    key.runWith(
        7, () -> Switch.run(sw -> assertThat(sw.forkPromise(this::shown).await()).isEqualTo("7")));
    assertThat(shown()).isEqualTo("unset");
  }
}
