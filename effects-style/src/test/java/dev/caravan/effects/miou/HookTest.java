package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.effects.fiber.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks run at each tick. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class HookTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  private final List<String> trail = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName(
      "miou t38: the newest hook runs first, at each operation; one that throws is removed")
  void hooksRunAtEachOperation(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Hook h1 = Hook.add(() -> trail.add("h1"));
          Hook h2 =
              Hook.add(() -> {
                trail.add("h2");
                throw new IllegalStateException("h2");
              });
          Miou.yieldNow();
          h2.remove();
          h1.remove();
          Miou.yieldNow();
        });
    assertThat(trail).containsExactly("h1", "h2", "h1", "h1", "h1");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t39: a hook cannot be removed from another domain")
  void anotherDomain(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Hook hook = Hook.add(() -> {});
          assertThatThrownBy(() -> Miou.callVoid(hook::remove).await())
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("belongs to domain 0");
          hook.remove();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aHookMustNotUseOperations(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Hook.add(() -> {
            trail.add("runs");
            Miou.async(() -> 1);
          });
          Miou.yieldNow();
        });
    assertThat(trail).containsExactly("runs");
  }
}
