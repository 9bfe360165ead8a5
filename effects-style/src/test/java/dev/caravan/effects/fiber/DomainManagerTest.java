package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other domains, and what is refused from there. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class DomainManagerTest {
  static List<Engine> engines() {
    return EachEngine.available();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void valuesAndFailuresComeBackFromAnotherDomain(Engine engine) {
    Eio.builder()
        .engine(engine)
        .run(env -> {
          Domain mine = env.domain();
          Domain theirs = env.domainManager().call(Domain::currentOrNull);
          assertThat(theirs).isNotNull().isNotSameAs(mine);
          assertThat(theirs.engine()).isEqualTo(engine);
          RuntimeException failure = failure("x");
          assertThatThrownBy(() ->
                  env.domainManager()
                      .run(() -> {
                        throw failure;
                      }))
              .isSameAs(failure);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("C29: the cancellation of the caller reaches the other domain")
  void cancelled(Engine engine) {
    Said said = new Said();
    Resolver<Void> spawned = Promise.create();
    assertThatThrownBy(() ->
            Eio.builder()
                .engine(engine)
                .run(env ->
                    Fiber.both(
                        () -> {
                          try {
                            env.domainManager()
                                .run(() -> {
                                  try {
                                    spawned.resolve(null);
                                    Fiber.awaitCancel();
                                  } catch (Cancelled e) {
                                    said.say("Spawned domain got %s", text(e));
                                    throw e;
                                  }
                                });
                          } catch (Cancelled e) {
                            said.say("Spawning fiber got %s", text(e));
                            throw e;
                          }
                        },
                        () -> {
                          spawned.promise().await();
                          throw failure("x");
                        })))
        .hasMessage("x");
    assertThat(said.lines())
        .containsExactly(
            "Spawned domain got Cancelled: Failure x", "Spawning fiber got Cancelled: Failure x");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("eio 38: a cancelled caller starts no domain")
  void notStarted(Engine engine) {
    Said said = new Said();
    assertThatThrownBy(() ->
            Eio.builder()
                .engine(engine)
                .run(env ->
                    Switch.run(sw -> {
                      sw.fail(failure("x"));
                      env.domainManager().run(() -> said.say("never"));
                    })))
        .hasMessage("x");
    assertThat(said.lines()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("eio 38, C29: forks and failures from another domain are refused, hooks are not")
  void wrongDomain(Engine engine) {
    Said said = new Said();
    Eio.builder()
        .engine(engine)
        .run(env ->
            Switch.run(sw ->
                Cancel.sub(context -> {
                  env.domainManager()
                      .run(() -> {
                        assertThatThrownBy(() -> sw.fork(() -> said.say("never")))
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith(
                                "switch: accessed from the wrong domain: only the running fiber"
                                    + " of main may, and not fiber main#1"
                                    + " of domain-");
                        assertThatThrownBy(() -> sw.fail(failure("never")))
                            .hasMessageStartingWith("switch: accessed from the wrong domain");
                        assertThatThrownBy(() -> context.cancel(failure("never")))
                            .hasMessageStartingWith(
                                "cancellation context: accessed from the wrong domain");
                        sw.onRelease(() -> said.say("released"));
                        assertThat(sw.onRelease(() -> {}).tryRemove()).isTrue();
                      });
                  return null;
                })));
    assertThat(said.lines()).containsExactly("released");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void rawCodeHasNoLoopAndIsInterruptedByCancelling(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    assertThatThrownBy(() ->
            Eio.builder()
                .engine(engine)
                .run(env -> {
                  assertThat(
                          env.domainManager()
                              .<Boolean, RuntimeException>callRaw(() -> env.domain().isHere()))
                      .isFalse();
                  Fiber.both(
                      () ->
                          env.domainManager()
                              .runRaw(() -> {
                                begun.countDown();
                                try {
                                  new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                  thrown.set(e);
                                  throw e;
                                }
                              }),
                      () -> {
                        Blocking.run(begun::await);
                        throw failure("x");
                      });
                }))
        .hasMessage("x");
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aDeterministicProgramHasOneDomain() {
    says(
        "in the same domain / first / other",
        (said, env) ->
            Fiber.both(
                () -> {
                  Domain theirs = env.domainManager().call(Domain::currentOrNull);
                  said.say(theirs == env.domain() ? "in the same domain" : "elsewhere");
                  env.domainManager().run(() -> said.say("first"));
                },
                () -> said.say("other")));
  }

  @Test
  void aManagerWorksOutsideAnyDomain() {
    assertThat(DomainManager.system().<Domain, RuntimeException>call(Domain::currentOrNull))
        .isNotNull();
  }
}
