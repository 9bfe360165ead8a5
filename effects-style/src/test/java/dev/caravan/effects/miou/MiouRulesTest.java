package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnOptions;
import dev.caravan.effects.fiber.LeakCheck;
import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.UnhandledEffect;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules, and what happens to those who break them.
 *
 * <p>Rows of upstream's tests that mean nothing in Java: 43 and 44 are about its bit vector, which
 * only its own tables use.
 */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class MiouRulesTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t02, M4: a forgotten child ends the run and shows where it was created")
  void aForgottenChild(Engine engine) {
    StillHasChildren error =
        catchThrowableOfType(
            StillHasChildren.class, () -> Rig.run(engine, () -> Miou.async(() -> 1)));
    assertThat(error.createdAt().getMethodName()).contains("aForgottenChild");
    assertThat(error)
        .hasMessageMatching(
            "task 0 \\(Rig.java:\\d+\\) has returned without awaiting or cancelling"
                + " task 1 \\(MiouRulesTest.java:\\d+\\)");
    assertThat(error.getCause()).hasMessage("task 1 was created here");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("a child refused in a strict transaction was never created")
  void aChildInAStrictTransaction(Engine engine) {
    Rig.run(
        engine,
        () -> {
          TxnOptions strict = TxnOptions.defaults().strict();
          assertThatThrownBy(() -> Stm.atomicallyVoid(strict, tx -> Miou.async(() -> 1)))
              .hasMessageContaining("create a child of");
          assertThatThrownBy(() -> Stm.atomicallyVoid(strict, tx -> Miou.call(() -> 1)))
              .hasMessageContaining("create a child of");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("several forgotten children are all named")
  void severalForgottenChildren(Engine engine) {
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Miou.async(Rig::infinite);
                  Miou.call(Rig::infinite);
                }))
        .isInstanceOf(StillHasChildren.class)
        .hasMessageContainingAll("task 1 ", "task 2 ");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t12, M5: a sibling must not await a sibling")
  void aSibling(Engine engine) {
    NotAChild error =
        catchThrowableOfType(
            NotAChild.class,
            () ->
                Rig.run(
                    engine,
                    () -> {
                      Task<Integer> a = Miou.async(() -> 1);
                      Task<Integer> b = Miou.async(a::await);
                      a.await();
                      b.await();
                    }));
    assertThat(error).hasMessageContainingAll("task 2 ", "must not await task 1 ", "task 0 ");
    assertThat(error.createdAt().getMethodName()).contains("aSibling");
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName(
      "miou t13: a task must not await another domain's child that it got through a variable")
  void anotherDomainsChild(Engine engine) {
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  AtomicReference<Task<Integer>> leak = new AtomicReference<>();
                  Task<Integer> a =
                      Miou.call(() -> {
                        leak.set(Miou.async(() -> 1));
                        return leak.get().await();
                      });
                  Task<Integer> b =
                      Miou.call(() -> {
                        while (leak.get() == null) {
                          Miou.yieldNow();
                        }
                        return leak.get().await();
                      });
                  a.await();
                  b.await();
                }))
        .isInstanceOf(NotAChild.class);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t15: to return one's child is to forget it")
  void aReturnedChild(Engine engine) {
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Task<Task<Integer>> outer = Miou.async(() -> Miou.async(() -> 1));
                  outer.await().await();
                }))
        .isInstanceOf(StillHasChildren.class);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("a violation that the program swallows ends the run all the same")
  void swallowed(Engine engine) {
    AtomicInteger further = new AtomicInteger();
    assertThatThrownBy(() ->
            Miou.<String, RuntimeException>run(
                Rig.on(engine),
                () -> {
                  Task<Integer> a = Miou.async(() -> 1);
                  Task<Integer> b =
                      Miou.async(() -> {
                        try {
                          return a.await();
                        } catch (NotAChild swallowed) {
                          return 0;
                        }
                      });
                  try {
                    b.await();
                  } catch (Throwable swallowed) {
                    further.incrementAndGet();
                  }
                  try {
                    Miou.yieldNow();
                  } catch (NotAChild again) {
                    further.incrementAndGet();
                  }
                  return "all is well";
                }))
        .isInstanceOf(NotAChild.class);
    assertThat(further).hasValue(2);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("a violation on another domain ends all domains, endless ones too")
  void aViolationElsewhere(Engine engine) {
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Task<Integer> endless = Miou.call(Rig::infinite);
                  Task<?> forgetful = Miou.callVoid(() -> Miou.async(Rig::infinite));
                  forgetful.await();
                  endless.await();
                }))
        .isInstanceOf(StillHasChildren.class);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t06: a child that was awaited becomes cancelled")
  void cancelledAfterItsEnd(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> child = Miou.async(() -> 1);
          child.await();
          child.cancel();
          assertThat(Rig.isCancelled(child.awaitOutcome())).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t07: a parallel child becomes cancelled, whether it has ended or not")
  void cancelledInParallel(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> child = Miou.call(() -> 1);
          child.cancel();
          assertThat(Rig.isCancelled(child.awaitOutcome())).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t08: who fails may forget its children")
  void whoFailsMayForget(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> child =
              Miou.async(() -> {
                Miou.async(() -> 1);
                Miou.yieldNow();
                throw new IOException("t08");
              });
          assertThat(child.awaitOutcome())
              .isInstanceOfSatisfying(
                  Outcome.Failed.class, failed -> assertThat(failed.error()).hasMessage("t08"));
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t09: a tree of endless loops can be cancelled")
  void aTreeOfLoops(Engine engine) {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Rig.run(
        engine,
        () -> {
          Task<?> child =
              Miou.callVoid(() -> {
                Task<Integer> one = Miou.async(() -> counted(begun, ended));
                Task<Integer> other = Miou.async(() -> counted(begun, ended));
                one.await();
                other.await();
              });
          Rig.yieldUntil(() -> begun.get() == 2);
          assertThat(ended).as("ended before the cancellation").hasValue(0);
          child.cancel();
          assertThat(ended).hasValue(2);
          assertThat(child.state()).isEqualTo(Task.State.FINISHED);
        });
  }

  private static int counted(AtomicInteger begun, AtomicInteger ended) {
    begun.incrementAndGet();
    try {
      return Rig.infinite();
    } finally {
      ended.incrementAndGet();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t34: an endless loop on the only other domain can be cancelled")
  void oneLoop(Engine engine) {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Miou.runVoid(
        Rig.on(engine).domains(1),
        () -> {
          Task<Integer> child = Miou.call(() -> counted(begun, ended));
          Rig.yieldUntil(() -> begun.get() == 1);
          assertThat(ended).as("ended before the cancellation").hasValue(0);
          child.cancel();
          assertThat(ended).hasValue(1);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t17: an effect that nobody handles leaves the run, if nobody catches it")
  void anEffectThatNobodyHandlesLeavesTheRun(Engine engine) {
    Unknown effect = new Unknown();
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Task<String> child = Miou.call(() -> Effects.perform(effect));
                  child.await();
                }))
        .isInstanceOfSatisfying(
            UnhandledEffect.class, unhandled -> assertThat(unhandled.effect()).isSameAs(effect));
  }

  private record Unknown() implements Effect<String> {}

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("an error that nobody catches leaves the run as it is")
  void anErrorLeavesTheRun(Engine engine) {
    Error error = new LinkageError("nobody handles it");
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Task<Integer> child =
                      Miou.call(() -> {
                        throw error;
                      });
                  child.await();
                }))
        .isSameAs(error);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t20, M6: if a task fails its endless parallel child is cancelled")
  void theChildrenOfAFailure(Engine engine) {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Rig.run(
        engine,
        () -> {
          Task<Integer> child =
              Miou.call(() -> {
                Miou.call(() -> counted(begun, ended));
                Rig.yieldUntil(() -> begun.get() == 1);
                assertThat(ended).as("ended before the failure").hasValue(0);
                throw new IOException("foo");
              });
          assertThat(child.awaitOutcome())
              .isInstanceOfSatisfying(
                  Outcome.Failed.class, failed -> assertThat(failed.error()).hasMessage("foo"));
          assertThat(ended).hasValue(1);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("what children throw while their parent fails is suppressed on its failure")
  void theFailuresOfTheChildrenOfAFailure(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Task<Integer> parent =
              Miou.call(() -> {
                Miou.async(Rig::infinite);
                Miou.async(() -> failsWhenCancelled("first"));
                Miou.async(() -> failsWhenCancelled("second"));
                Miou.yieldNow();
                throw new IOException("parent");
              });
          assertThat(parent.awaitOutcome())
              .isInstanceOfSatisfying(
                  Outcome.Failed.class,
                  failed ->
                      assertThat(failed.error())
                          .hasMessage("parent")
                          .satisfies(error ->
                              assertThat(error.getSuppressed())
                                  .extracting(Throwable::getMessage)
                                  .containsExactly("first", "second")));
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("what a grandchild throws while its grandparent fails is suppressed on the failure")
  void theFailureOfAGrandchild(Engine engine) {
    IOException failure = new IOException("grandparent");
    assertThatThrownBy(() ->
            Rig.run(
                engine,
                () -> {
                  Miou.async(() -> {
                    Miou.async(() -> failsWhenCancelled("grandchild"));
                    return Rig.infinite();
                  });
                  Miou.yieldNow();
                  Miou.yieldNow();
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(error -> assertThat(error).hasMessage("grandchild"));
  }

  private static int failsWhenCancelled(String message) {
    try {
      return Rig.infinite();
    } catch (Cancelled e) {
      throw new IllegalStateException(message, e);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t30 x11: the clean-up of a cancelled task has run when cancel returns")
  void theCleanUpHasRun(Engine engine) {
    for (int round = 0; round <= 10; round++) {
      AtomicInteger inside = new AtomicInteger();
      Rig.run(
          engine,
          () -> {
            Task<Integer> child =
                Miou.call(() -> {
                  inside.incrementAndGet();
                  return Miou.protect(
                      Rig::infinite,
                      cancelled -> {
                        assertThat(cancelled).isTrue();
                        Miou.yieldNow();
                        inside.decrementAndGet();
                      });
                });
            Rig.yieldUntil(() -> inside.get() == 1);
            child.cancel();
            assertThat(inside).hasValue(0);
          });
    }
  }

  @Test
  void operationsElsewhereAreRefused() {
    assertThatThrownBy(() -> Miou.async(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only a task of Miou.run may");
    assertThat(Miou.isRunning()).isFalse();
    Miou.runVoid(() -> {
      assertThat(Miou.isRunning()).isTrue();
      Blocking.run(() ->
          assertThatThrownBy(Miou::yieldNow)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("outside of Blocking"));
    });
  }

  @Test
  void aNegativeNumberOfDomainsIsRefused() {
    assertThatThrownBy(() -> MiouOptions.defaults().domains(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theStateTellsHowFarATaskHasCome(Engine engine) {
    Rig.run(
        engine,
        () -> {
          AtomicReference<Task<?>> outer = new AtomicReference<>();
          AtomicReference<Task.State> seen = new AtomicReference<>();
          outer.set(
              Miou.asyncVoid(() -> {
                Miou.asyncVoid(() ->
                    Miou.protect(() -> Rig.infinite(), cancelled -> seen.set(outer.get().state())));
                Miou.yieldNow();
                throw new IOException("ends its child");
              }));
          assertThat(outer.get().state()).isEqualTo(Task.State.RUNNING);
          outer.get().awaitOutcome();
          assertThat(seen).hasValue(Task.State.EXITED);
          assertThat(outer.get().state()).isEqualTo(Task.State.FINISHED);
          assertThat(Miou.self().uid()).isZero();
        });
  }
}
