package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a domain begins, ends, fails, is cancelled and meets the outside. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainLifeTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theRunReturnsTheValueAfterAllFibersHaveEnded(Engine engine) {
    List<String> trail = new ArrayList<>();
    String value =
        Domain.builder()
            .engine(engine)
            .run(domain -> {
              DomainOrderTest.fork(
                  "late",
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      DomainOrderTest.yieldNow();
                    }
                    trail.add("late");
                  });
              return domain.engine().name();
            });
    assertThat(value).isEqualTo(engine.name());
    assertThat(trail).containsExactly("late");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatTheBodyThrowsTheCallerGets(Engine engine) {
    IOException failure = new IOException("x");
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .run(domain -> {
                  throw failure;
                }))
        .isSameAs(failure);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void signalsFromOtherThreadsReachFibers(Engine engine) throws Exception {
    for (int round = 0; round < 200; round++) {
      Computation<Integer> answer = new Computation<>();
      Thread other = Thread.ofPlatform().unstarted(() -> answer.tryReturn(42));
      int got =
          Domain.builder()
              .engine(engine)
              .run(domain -> {
                other.start();
                return answer.await();
              });
      assertThat(got).isEqualTo(42);
      other.join();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void blockingCodeLeavesTheDomainToOthers(Engine engine) {
    CountDownLatch latch = new CountDownLatch(1);
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          DomainOrderTest.fork(
              "blocked",
              () -> {
                Blocking.run(latch::await);
                trail.add("let go");
              });
          trail.add("goes on");
          latch.countDown();
          return null;
        });
    assertThat(trail).containsExactly("goes on", "let go");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aWaitWithinBlockingCodeEndsByASignal(Engine engine) {
    Trigger trigger = new Trigger();
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          DomainOrderTest.fork(
              "outside",
              () -> {
                Blocking.run(() -> {
                  assertThat(domain.isHere()).isFalse();
                  trigger.await();
                });
                trail.add("inside again");
                assertThat(domain.isHere()).isTrue();
              });
          trigger.signal();
          return null;
        });
    assertThat(trail).containsExactly("inside again");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void cancellingInterruptsBlockingCodeAndLeavesNoInterrupt(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          CancelScope scope = CancelScope.root();
          AtomicReference<Throwable> thrown = new AtomicReference<>();
          AtomicReference<Boolean> status = new AtomicReference<>();
          domain.spawnFirst(
              "sleeper",
              new Context(scope, null),
              () -> {
                try {
                  Blocking.run(() -> Thread.sleep(60_000));
                } catch (Throwable e) {
                  thrown.set(e);
                }
                status.set(Thread.currentThread().isInterrupted());
              });
          scope.cancel(new IOException("enough"));
          while (status.get() == null) {
            DomainOrderTest.yieldNow();
          }
          assertThat(thrown.get()).isInstanceOf(Cancelled.class);
          assertThat(status.get()).isFalse();
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theCallersCancellationReachesTheFibers(Engine engine) throws Exception {
    CancelScope scope = CancelScope.root();
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                scope.run(() ->
                    Domain.builder()
                        .engine(engine)
                        .run(domain -> {
                          DomainOrderTest.fork("first", waiting::countDown);
                          new Trigger("nothing").await();
                          return null;
                        }));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    waiting.await();
    scope.cancel(new IOException("stop"));
    caller.join();
    assertThat(thrown.get()).isInstanceOf(Cancelled.class).hasRootCauseMessage("stop");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anInterruptOfTheCallerCancelsTheFibersAndIsKept(Engine engine) throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> kept = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Domain.builder()
                    .engine(engine)
                    .run(domain -> {
                      DomainOrderTest.fork("first", waiting::countDown);
                      new Trigger("nothing").await();
                      return null;
                    });
              } catch (Throwable e) {
                thrown.set(e);
                kept.set(Thread.currentThread().isInterrupted());
              }
            });
    waiting.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).isInstanceOf(Cancelled.class).hasCauseInstanceOf(Interrupted.class);
    assertThat(kept.get()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDomainRunInAFiberSuspendsThatFiberOnly(Engine engine) {
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .run(outer -> {
          Trigger fromOuter = new Trigger();
          DomainOrderTest.fork(
              "inner",
              () -> {
                Domain.builder()
                    .engine(engine)
                    .run(inner -> {
                      assertThat(inner.isHere()).isTrue();
                      assertThat(outer.isHere()).isFalse();
                      assertThatThrownBy(() -> outer.spawnFirst("x", Context.EMPTY, () -> {}))
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageContaining("cannot fork from fiber main#1 of");
                      fromOuter.await();
                      return null;
                    });
                trail.add("inner ended");
              });
          trail.add("outer goes on");
          fromOuter.signal();
          return null;
        });
    assertThat(trail).containsExactly("outer goes on", "inner ended");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDomainRunInAFiberOfADeterministicDomainIsWorkAndNoDeadlock(Engine engine) {
    CountDownLatch latch = new CountDownLatch(1);
    Thread.ofPlatform().start(latch::countDown);
    String value =
        Domain.builder()
            .engine(engine)
            .deterministic()
            .run(outer ->
                Domain.builder()
                    .engine(engine)
                    .run(inner -> {
                      Blocking.run(latch::await);
                      assertThat(inner.isHere()).isTrue();
                      return "value";
                    }));
    assertThat(value).isEqualTo("value");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeterministicDomainReportsADeadlockAndEndsItsFibers(Engine engine) {
    List<Throwable> ends = new ArrayList<>();
    assertThatThrownBy(() ->
            Domain.builder()
                .name("alone")
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  DomainOrderTest.fork(
                      "reader",
                      () -> {
                        try {
                          new Trigger("a letter").await();
                        } catch (Cancelled e) {
                          ends.add(e);
                        }
                      });
                  new Trigger("Godot").await();
                  return null;
                }))
        .isInstanceOf(Deadlock.class)
        .hasMessageContaining("main#1: waits for Godot")
        .hasMessageContaining("    reader#2: waits for a letter");
    assertThat(ends).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeterministicDomainWaitsForBlockingCode(Engine engine) {
    CountDownLatch latch = new CountDownLatch(1);
    Thread.ofPlatform().start(latch::countDown);
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .deterministic()
        .run(domain -> {
          Trigger done = new Trigger();
          DomainOrderTest.fork(
              "blocked",
              () -> {
                Blocking.run(latch::await);
                done.signal();
              });
          done.await();
          trail.add("done");
          return null;
        });
    assertThat(trail).containsExactly("done");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeterministicDomainRefusesAWaitOfTheJdk(Engine engine) {
    assertThatThrownBy(() ->
            Domain.builder()
                .name("foreign")
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  DomainOrderTest.fork(
                      "reader",
                      () -> {
                        try {
                          new Trigger("a letter").await();
                        } catch (Cancelled e) {
                          // since the domain has failed
                        }
                      });
                  new CountDownLatch(1).await();
                  return null;
                }))
        .isInstanceOf(ForeignWait.class)
        .hasMessageMatching(
            "fiber main#1 .*, in .*DomainLifeTest.*DomainLifeTest.java.*; put the call into Blocking"
                + "\nforeign \\("
                + engine
                + "\\)"
                + "\n  main#1: waits outside Caravan"
                + "\n    reader#2: waits for a letter")
        .satisfies(e -> assertThat(e.getStackTrace()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void localsOfTheCallerAreSeenUnlessTheDomainBeginsWithout(Engine engine) {
    TaskLocal<String> local = TaskLocal.named("user");
    local.run(
        "ada",
        () -> {
          assertThat(
                  Domain.builder().engine(engine).<String, RuntimeException>run(d -> local.get()))
              .isEqualTo("ada");
          assertThat(
                  Domain.builder()
                      .engine(engine)
                      .withoutLocals()
                      .<String, RuntimeException>run(d -> local.orElse("nobody")))
              .isEqualTo("nobody");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTimedWaitEndsByTheSystemsClock(Engine engine) {
    boolean signalled =
        Domain.builder()
            .engine(engine)
            .run(domain -> new Trigger("nothing").await(Duration.ofMillis(5)));
    assertThat(signalled).isFalse();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aScheduleChoosesAmongTheReady(Engine engine) {
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .deterministic()
        .schedule(ready -> ready - 1)
        .run(domain -> {
          DomainOrderTest.fork("a", () -> trail.add("a"));
          DomainOrderTest.fork("b", () -> trail.add("b"));
          trail.add("main");
          return null;
        });
    assertThat(trail).as("the last of b, main and a is a").containsExactly("a", "main", "b");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aScheduleIsToldWhoIsReady(Engine engine) {
    List<String> choices = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .deterministic()
        .schedule(
            new Schedule() {
              @Override
              public int pick(int ready) {
                return 0;
              }

              @Override
              public int pick(int ready, IntFunction<String> names) {
                choices.add(String.join(" ", IntStream.range(0, ready).mapToObj(names).toList()));
                return pick(ready);
              }
            })
        .run(domain -> {
          DomainOrderTest.fork("a", DomainOrderTest::yieldNow);
          DomainOrderTest.fork("b", DomainOrderTest::yieldNow);
          return null;
        });
    assertThat(choices)
        .containsExactly("a#2 main#1", "main#1 a#2", "b#3 main#1 a#2", "main#1 a#2 b#3", "a#2 b#3");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aScheduleIsAskedWhereAFiberGivesItsTurnAway(Engine engine) {
    List<String> places = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .deterministic()
        .schedule(ready -> {
          places.add(placeOfCaller());
          return 0;
        })
        .run(domain -> {
          DomainOrderTest.fork("a", DomainOrderTest::yieldNow);
          DomainOrderTest.fork("b", DomainOrderTest::yieldNow);
          DomainOrderTest.fork("waiter", () -> waitsHere(new Trigger()));
          return null;
        });
    assertThat(places).contains("waitsHere");
  }

  private static void waitsHere(Trigger trigger) {
    boolean _ = trigger.await(Duration.ofMillis(1));
  }

  private static String placeOfCaller() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames.map(StackWalker.StackFrame::getMethodName).filter("waitsHere"::equals).findAny())
        .orElse("elsewhere");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatWaitsStaysInItsScopeWhateverRunsOnItsStack(Engine engine) {
    CancelScope scope = CancelScope.root();
    List<String> trail = new ArrayList<>();
    Domain.builder()
        .engine(engine)
        .schedule(ready -> {
          if (!scope.isCancelled()) { // enters it as a callback might that a timer runs
            CancelScope.protect(() -> scope.<Boolean, RuntimeException>call(() -> true));
          }
          return 0;
        })
        .run(domain -> {
          DomainOrderTest.fork("a", DomainOrderTest::yieldNow);
          DomainOrderTest.fork("b", DomainOrderTest::yieldNow); // so there is a choice
          DomainOrderTest.fork(
              "waiter",
              () -> {
                try {
                  scope.run(() -> new Trigger("ever").await());
                } catch (Cancelled e) {
                  trail.add("cancelled");
                }
              });
          scope.cancel(null);
          return null;
        });
    assertThat(trail).containsExactly("cancelled");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aScheduleThatThrowsFailsTheRun(Engine engine) {
    IllegalStateException broken = new IllegalStateException("no idea");
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .schedule(ready -> {
                  throw broken;
                })
                .run(domain -> {
                  DomainOrderTest.fork("a", () -> {});
                  DomainOrderTest.fork("b", DomainOrderTest::yieldNow);
                  return null;
                }))
        .isSameAs(broken);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPickOfNobodyFailsTheRun(Engine engine) {
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .schedule(ready -> ready)
                .run(domain -> {
                  DomainOrderTest.fork("a", () -> {});
                  return null;
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a schedule picks one of 2 ready fibers, from 0, not 2");
  }

  @Test
  void anEngineThatIsNotAvailableIsRefusedWhereItIsChosen() {
    for (Engine engine : Engine.values()) {
      if (!engine.isAvailable()) {
        assertThatThrownBy(() -> Domain.builder().engine(engine))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("engine " + engine)
            .hasMessageContaining("--add-");
      }
    }
  }
}
