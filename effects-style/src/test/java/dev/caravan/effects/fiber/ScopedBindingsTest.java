package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scoped values of the JDK that a fiber binds around what gives its turn away: nobody else sees
 * them. Where fibers share a thread, and so the bindings, it is refused.
 */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class ScopedBindingsTest {
  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  static List<Engine> engines() {
    return EachEngine.available();
  }

  static Stream<ThrowingConsumer<Switch, Exception>> whatGivesTheTurnAway() {
    return Stream.of(
        sw -> Fiber.yieldNow(),
        sw -> sw.fork(() -> assertThat(USER.isBound()).isFalse()),
        sw -> Fiber.sleep(Duration.ofMillis(1)),
        sw -> dev.caravan.effects.fiber.Stream.<String>unbounded().take(Duration.ofMillis(1)),
        sw -> Blocking.run(() -> {}));
  }

  private static void runOnContinuations(ThrowingConsumer<Switch, Exception> main)
      throws Exception {
    assumeTrue(Engine.CONTINUATION.isAvailable());
    Eio.builder().engine(Engine.CONTINUATION).deterministic().run(env -> Switch.run(main));
  }

  private static void bound(ThrowingRunnable<Exception> body) throws Exception {
    ScopedValue.where(USER, "Ada")
        .call(() -> {
          body.run();
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anotherFiberNeverSeesTheBinding(Engine engine) throws Exception {
    List<Boolean> seen = new ArrayList<>();
    Eio.builder()
        .engine(engine)
        .deterministic()
        .run(env ->
            Switch.run(sw -> {
              sw.fork(() -> {
                for (int i = 0; i < 3; i++) {
                  seen.add(USER.isBound());
                  Fiber.yieldNow();
                }
              });
              try {
                bound(Fiber::yieldNow);
              } catch (IllegalStateException refused) {
                assertThat(engine).isEqualTo(Engine.CONTINUATION);
              }
            }));
    assertThat(seen).containsExactly(false, false, false);
  }

  @ParameterizedTest
  @MethodSource("whatGivesTheTurnAway")
  void whereFibersShareTheirThreadThatIsRefused(ThrowingConsumer<Switch, Exception> step)
      throws Exception {
    runOnContinuations(sw ->
        assertThatThrownBy(() -> bound(() -> step.accept(sw)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("main#1 of main ")
            .hasMessageContaining("with a ScopedValue bound"));
  }

  @Test
  void whoIsRefusedGoesOnAndLosesNothing() throws Exception {
    List<String> got = new ArrayList<>();
    runOnContinuations(sw -> {
      dev.caravan.effects.fiber.Stream<String> mail = dev.caravan.effects.fiber.Stream.create(1);
      assertThatThrownBy(() -> bound(mail::take)).hasMessageContaining("waits for");
      mail.add("letter"); // to nobody, since the wait was withdrawn
      bound(() -> got.add(mail.take() + " for " + USER.get())); // which needs no wait
      sw.fork(() -> got.add("forked, " + USER.isBound()));
      Fiber.yieldNow();
    });
    assertThat(got).containsExactly("letter for Ada", "forked, false");
  }

  @Test
  void aJoinIsNotRefusedSinceItWouldLeaveWorkBehind() throws Exception {
    List<String> trail = new ArrayList<>();
    runOnContinuations(sw -> {
      Trigger end = new Trigger();
      sw.fork(() -> {
        Fiber.yieldNow();
        trail.add("child");
        end.signal();
      });
      bound(end::awaitUninterruptibly);
      trail.add("joined");
    });
    assertThat(trail).containsExactly("child", "joined");
  }
}
