package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.ForeignWait;
import dev.caravan.core.domain.Host;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.LeakCheck;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Switch;
import dev.caravan.effects.fiber.Time;
import dev.caravan.effects.fiber.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A handled computation is a part of the fiber that runs its handler, on each pair of engines. */
@Tag("conformance")
@ParameterizedClass
@MethodSource("engines")
@org.junit.jupiter.api.Timeout(
    value = 60,
    unit = TimeUnit.SECONDS,
    threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class FibersInHandlerTest {
  record Tell(String line) implements Effect<Integer> {}

  /** What runs on a domain, in one handler or two. */
  interface Program {
    void run() throws Exception;
  }

  private static final long LONGER_THAN_THE_WATCH_IS_PATIENT = 150_000_000;

  @Parameter(0)
  Engine domain;

  @Parameter(1)
  EffectEngine effects;

  private final List<String> trail = new ArrayList<>(); // plain: fibers run one at a time

  static List<Arguments> engines() {
    return Stream.of(Engine.values())
        .filter(Engine::isAvailable)
        .flatMap(domain ->
            Stream.of(EffectEngine.values())
                .filter(EffectEngine::isAvailable)
                .map(effects -> Arguments.of(domain, effects)))
        .toList();
  }

  private void say(String line) {
    trail.add(line);
  }

  private static void tell(String line) {
    Effects.perform(new Tell(line));
  }

  private void handled(Program program) throws Exception {
    Handler.<Integer>passing()
        .engine(effects)
        .on(
            Tell.class,
            (tell, k) -> {
              say(tell.line());
              return k.resume(0);
            })
        .run(() -> {
          program.run();
          return 0;
        });
  }

  private void onDomain(ThrowingRunnable<Exception> main) throws Exception {
    Eio.builder().engine(domain).deterministic().run(env -> main.run());
  }

  /** Runs a program in a handler, and in a handler in a handler. */
  private void says(String expected, Program program) throws Exception {
    onDomain(() -> handled(program));
    assertThat(String.join(" ", trail)).isEqualTo(expected);
    trail.clear();
    onDomain(() ->
        handled(() ->
            Handler.<Integer>passing()
                .engine(effects)
                .run(() -> {
                  program.run();
                  return 0;
                })));
    assertThat(String.join(" ", trail)).as("in two handlers").isEqualTo(expected);
  }

  @Test
  void theDomainIsThatOfTheFiber() throws Exception {
    onDomain(() -> {
      Domain outside = Domain.currentOrNull();
      assertThat(outside).isNotNull();
      handled(() -> {
        assertThat(Domain.currentOrNull()).isSameAs(outside);
        assertThat(Host.current()).isSameAs(outside);
        assertThat(outside.isHere()).isTrue();
        Blocking.run(() -> assertThat(outside.isHere()).isFalse());
        assertThat(outside.isHere()).isTrue();
      });
    });
  }

  @Test
  void aForkIntoTheSwitchAroundTheHandlerRunsAtOnce() throws Exception {
    onDomain(() -> {
      Switch.run(sw ->
          handled(() -> {
            tell("a");
            sw.fork(() -> {
              say("b");
              Fiber.yieldNow();
              say("d");
            });
            tell("c");
            Fiber.yieldNow();
            tell("e");
          }));
    });
    assertThat(trail).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void bothBranchesTakeTurns() throws Exception {
    says(
        "a1 b1 a2 b2 end",
        () -> {
          Fiber.both(
              () -> {
                say("a1");
                Fiber.yieldNow();
                say("a2");
              },
              () -> {
                say("b1");
                Fiber.yieldNow();
                say("b2");
              });
          tell("end");
        });
  }

  @Test
  void theWokenAreQueuedInTheOrderOfTheirSignals() throws Exception {
    says(
        "waits other1 woken other2 end",
        () -> {
          Resolver<Integer> resolver = Promise.create();
          Switch.run(sw -> {
            sw.fork(() -> {
              say("waits");
              resolver.promise().await();
              say("woken");
            });
            resolver.resolve(1);
            sw.fork(() -> {
              say("other1");
              Fiber.yieldNow();
              say("other2");
            });
          });
          tell("end");
        });
  }

  @Test
  void aWaitLetsOthersRunAndGoesOnWithTheAnswer() throws Exception {
    says(
        "before resolves 42",
        () -> {
          Resolver<Integer> resolver = Promise.create();
          Switch.run(sw -> {
            sw.fork(() -> {
              Fiber.yieldNow();
              say("resolves");
              resolver.resolve(42);
            });
            tell("before");
            tell("" + resolver.promise().await());
          });
        });
  }

  @Test
  void aTimeoutEndsInTheTimeOfTheDomain() throws Exception {
    says(
        "timed-out PT1H",
        () -> {
          long start = Time.nanoTime();
          boolean ended =
              Timeout.of(Duration.ofHours(1))
                  .tryCall(() -> Fiber.<Integer>awaitCancel())
                  .isPresent();
          tell(ended ? "ended" : "timed-out");
          tell("" + Duration.ofNanos(Time.nanoTime() - start));
        });
  }

  @Test
  void aFailingSwitchCancelsTheWaitInside() throws Exception {
    assertThatThrownBy(() ->
            onDomain(() ->
                Switch.run(sw -> {
                  sw.fork(() ->
                      handled(() -> {
                        try {
                          Fiber.awaitCancel();
                        } finally {
                          tell("cleaned up");
                        }
                      }));
                  throw new IllegalArgumentException("fails");
                })))
        .hasMessage("fails");
    assertThat(trail).containsExactly("cleaned up");
  }

  private static void computeForLong(Program step) throws Exception {
    long end = System.nanoTime() + LONGER_THAN_THE_WATCH_IS_PATIENT;
    while (System.nanoTime() < end) {
      step.run();
    }
  }

  @Test
  void aLongComputationKeepsItsTurn() throws Exception {
    says(
        "forks computed other",
        () ->
            Switch.run(sw -> {
              sw.fork(() -> {
                Fiber.yieldNow();
                say("other");
              });
              tell("forks");
              computeForLong(Thread::onSpinWait);
              tell("computed");
            }));
  }

  @Test
  void manyPerformsKeepTheTurn() throws Exception {
    onDomain(() ->
        Switch.run(sw ->
            handled(() -> {
              sw.fork(() -> {
                Fiber.yieldNow();
                say("other");
              });
              computeForLong(() -> {
                tell("mine");
                if (trail.size() > 1) {
                  assertThat(trail.removeLast()).isEqualTo("mine");
                }
              });
            })));
    assertThat(trail).containsExactly("mine", "other");
  }

  @Test
  void aWaitInTheJdkInsideIsRefusedWhereItIs() {
    assertThatThrownBy(() -> onDomain(() -> handled(() -> new CountDownLatch(1).await())))
        .isInstanceOf(ForeignWait.class)
        .hasMessageContaining(FibersInHandlerTest.class.getName());
  }

  @Test
  void aKeptContinuationForksWhereItGoesOn() throws Exception {
    onDomain(() -> {
      List<Continuation<Integer, Integer>> kept = new ArrayList<>();
      Switch.run(sw -> {
        Handler.<Integer>passing()
            .engine(effects)
            .on(
                Tell.class,
                (tell, k) -> {
                  kept.add(k);
                  return Step.done(0);
                })
            .run(() -> {
              tell("keep me");
              sw.fork(() -> say("forked"));
              say("after");
              return 1;
            });
        handled(() -> say("" + kept.getFirst().resumeAndWait(0)));
      });
    });
    assertThat(trail).containsExactly("forked", "after", "1");
  }
}
