package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What switches do on a domain, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class SwitchTest {

  @Nested
  class Forking {
    @Test
    @DisplayName("eio 1: a fork runs at once, its parent before what was queued")
    void childFirst() {
      says(
          "c1 / c2 / main / queued",
          said ->
              Switch.run(sw -> {
                sw.fork(() -> {
                  said.say("c1");
                  Fiber.yieldNow();
                  said.say("queued");
                });
                sw.fork(() -> said.say("c2"));
                said.say("main");
              }));
    }

    @Test
    @DisplayName("E4: a switch ends after all its fibers")
    void jobs() {
      says(
          "1 starts / 2 starts / 3 starts / all forked / 1 done / 2 done / 3 done / finished",
          said -> {
            Switch.run(sw -> {
              for (int i = 1; i <= 3; i++) {
                int job = i;
                sw.fork(() -> {
                  said.say("%d starts", job);
                  Fiber.yieldNow();
                  said.say("%d done", job);
                });
              }
              said.say("all forked");
            });
            said.say("finished");
          });
    }

    @Test
    @DisplayName("eio 6: a fork into a failed switch does not run, and the caller goes on")
    void forkAfterFail() {
      says(
          "main continues / ! Failure cancel",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("cancel"));
                sw.fork(() -> said.say("forked"));
                said.say("main continues");
              }));
    }

    @Test
    @DisplayName("eio 20: a promised fiber has the switch's scope, not its caller's")
    void promisedFiberHasTheSwitchsScope() {
      says(
          "child: Cancelled: exit reason / protected: done / caller: Cancelled: exit reason",
          said ->
              Switch.run(outer -> {
                AtomicReference<Promise<String>> child = new AtomicReference<>();
                AtomicReference<Switch> inner = new AtomicReference<>();
                outer.fork(() -> {
                  try {
                    Switch.run(sw -> {
                      inner.set(sw);
                      Fiber.awaitCancel();
                    });
                  } catch (RuntimeException e) {
                    said.say("caller: Cancelled: %s", e.getMessage());
                  }
                });
                child.set(
                    inner
                        .get()
                        .forkPromise(() -> {
                          try {
                            return Fiber.awaitCancel();
                          } catch (Cancelled e) {
                            said.say("child: Cancelled: %s", e.reason().getMessage());
                            return "done";
                          }
                        }));
                inner.get().fail(failure("exit reason"));
                said.say("protected: %s", Cancel.protect(() -> child.get().await()));
              }));
    }

    @Test
    void aPromisedFiberThatFailsDoesNotFailTheSwitch() {
      says(
          "Failure x / goes on",
          said ->
              Switch.run(sw -> {
                Promise<String> promise =
                    sw.forkPromise(() -> {
                      throw failure("x");
                    });
                assertThatThrownBy(promise::await).satisfies(e -> said.say(text(e)));
                said.say("goes on");
              }));
    }

    @Test
    void aPromiseOfASwitchThatIsOffFailsWithItsCancellation() {
      says(
          "Cancelled: Failure off / ! Failure off",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("off"));
                Promise<String> promise = sw.forkPromise(() -> "never");
                assertThatThrownBy(promise::await).satisfies(e -> said.say(text(e)));
              }));
    }

    @Test
    @DisplayName("eio 7: a switch that has finished is refused")
    void finished() {
      says(
          "switch has finished / switch has finished / switch has finished / switch has finished",
          said -> {
            Switch[] leaked = new Switch[1];
            Switch.run(sw -> leaked[0] = sw);
            assertThatThrownBy(leaked[0]::check)
                .isExactlyInstanceOf(IllegalStateException.class)
                .satisfies(e -> said.say(e.getMessage()));
            assertThatThrownBy(() -> leaked[0].fork(() -> {}))
                .satisfies(e -> said.say(e.getMessage()));
            assertThatThrownBy(() -> leaked[0].fail(failure("x")))
                .satisfies(e -> said.say(e.getMessage()));
            said.say(leaked[0].error().orElseThrow().getMessage());
          });
    }
  }

  @Nested
  class Failing {
    @Test
    @DisplayName("eio 5: failing the switch does not interrupt the caller")
    void failGoesOn() {
      says(
          "clean up / ! Failure cancel",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("cancel"));
                said.say("clean up");
              }));
    }

    @Test
    @DisplayName("eio 2.1: what callbacks throw while the switch fails is told after its failure")
    void callbacksThrow() {
      says(
          "callback 2 runs / caller goes on / [Failure x; Failure callback 1]"
              + " / suppressed: Failure callback 3",
          said ->
              assertThatThrownBy(() ->
                      Switch.run(sw -> {
                        CancelScope scope = CancelScope.current().orElseThrow();
                        scope.onCancel(() -> throwFailure("callback 1"));
                        scope.onCancel(() -> said.say("callback 2 runs"));
                        scope.onCancel(() -> throwFailure("callback 3"));
                        sw.fail(failure("x"));
                        said.say("caller goes on");
                      }))
                  .isInstanceOfSatisfying(
                      MultipleFailures.class,
                      several -> {
                        said.say(text(several));
                        Throwable first = several.failures().get(1);
                        said.say("suppressed: %s", text(first.getSuppressed()[0]));
                      }));
    }

    private static void throwFailure(String message) {
      throw failure(message);
    }

    @Test
    void aFailureAfterTheBodyReturnedFailsTheSwitch() {
      says(
          "body / ! Failure late",
          said ->
              Switch.call(sw -> {
                sw.fork(() -> {
                  Fiber.yieldNow();
                  throw failure("late");
                });
                said.say("body");
                return "value";
              }));
    }

    @Test
    @DisplayName("eio §3.2: inside, a fiber sees Cancelled; outside, the failure itself is thrown")
    void sameObjectOutside() throws Exception {
      IOException failure = new IOException("disk");
      assertThatThrownBy(() ->
              Eio.run(env ->
                  Switch.run(sw -> {
                    sw.fork(() -> {
                      throw failure;
                    });
                    assertThatThrownBy(Fiber::check)
                        .isInstanceOf(Cancelled.class)
                        .hasCause(failure);
                    assertThat(sw.error()).containsInstanceOf(Cancelled.class);
                  })))
          .isSameAs(failure);
    }

    @Test
    @DisplayName("eio 10: a switch in a switch fails alone if its failure is handled")
    void innerFails() {
      says(
          "Failure inner / parent runs",
          said ->
              Switch.run(outer -> {
                outer.fork(() -> {
                  try {
                    Switch.run(sw -> sw.fail(failure("inner")));
                  } catch (RuntimeException e) {
                    said.say(text(e));
                  }
                });
                outer.check();
                said.say("parent runs");
              }));
    }

    @Test
    @DisplayName("C21: a failure while cleaning up is thrown with the first")
    void cleaningUpFails() {
      says(
          "! [Failure simulated error; Failure cleanup failed]",
          said ->
              Switch.run(sw -> {
                sw.fork(() ->
                    Switch.run(inner -> {
                      try {
                        Fiber.awaitCancel();
                      } catch (Cancelled e) {
                        throw failure("cleanup failed");
                      }
                    }));
                sw.fail(failure("simulated error"));
              }));
    }

    @Test
    void aCancelledParentIsRefusedButForAProtectedSwitch() {
      says(
          "protected / ! Failure parent",
          said ->
              Switch.run(sw -> {
                sw.fail(failure("parent"));
                assertThatThrownBy(() -> Switch.run(inner -> said.say("never")))
                    .isInstanceOf(Cancelled.class);
                Switch.runProtected(inner -> {
                  inner.check();
                  Fiber.yieldNow();
                  said.say("protected");
                });
              }));
    }

    private static Resolver<Integer> promiseThatAFiberAwaits(Switch sw, Said said) {
      Resolver<Integer> promise = Promise.create();
      sw.fork(() -> {
        said.say("waiting");
        promise.promise().await();
        said.say("resolved");
      });
      return promise;
    }

    @Test
    @DisplayName("C22, eio 8: resolved, then cancelled: the value is there")
    void resolvedThenCancelled() {
      says(
          "waiting / now cancelling / resolved / ! Failure cancelled",
          said ->
              Switch.run(sw -> {
                Resolver<Integer> promise = promiseThatAFiberAwaits(sw, said);
                promise.resolve(1);
                said.say("now cancelling");
                sw.fail(failure("cancelled"));
              }));
    }

    @Test
    @DisplayName("C22, eio 9: cancelled, then resolved: the wait has ended")
    void cancelledThenResolved() {
      says(
          "waiting / ! Failure cancelled",
          said ->
              Switch.run(sw -> {
                Resolver<Integer> promise = promiseThatAFiberAwaits(sw, said);
                sw.fail(failure("cancelled"));
                promise.resolve(1);
              }));
    }
  }

  @Nested
  class Releasing {
    @Test
    @DisplayName("eio 11: hooks run newest first, after all fibers")
    void newestFirst() {
      says(
          "body / fiber / release 2 / release 1",
          said ->
              Switch.run(sw -> {
                sw.onRelease(() -> said.say("release 1"));
                sw.onRelease(() -> said.say("release 2"));
                sw.fork(() -> {
                  Fiber.yieldNow();
                  said.say("fiber");
                });
                said.say("body");
              }));
    }

    @Test
    @DisplayName("C19, eio 11: hooks may wait; all run, and their failures are collected")
    void failuresAreCollected() {
      says(
          "release 3 / release 2 / release 1 / ! [Failure failure 3; Failure failure 1]",
          said ->
              Switch.run(sw -> {
                sw.onRelease(() -> {
                  Fiber.yieldNow();
                  said.say("release 1");
                  throw failure("failure 1");
                });
                sw.onRelease(() -> {
                  Fiber.yieldNow();
                  said.say("release 2");
                });
                sw.onRelease(() -> {
                  Fiber.yieldNow();
                  said.say("release 3");
                  throw failure("failure 3");
                });
              }));
    }

    @Test
    @DisplayName("C19, eio §3.6: hooks may fork, but no hook is added any more")
    void hooksFork() {
      says(
          "main done / starting release 2 / immediate / refused: IllegalStateException switch has"
              + " finished: the hook was run at once / starting release 1 / finished release 2"
              + " / finished release 1",
          said ->
              Switch.run(sw -> {
                sw.onRelease(() ->
                    sw.fork(() -> {
                      said.say("starting release 1");
                      Fiber.yieldNow();
                      said.say("finished release 1");
                    }));
                sw.onRelease(() ->
                    sw.fork(() -> {
                      said.say("starting release 2");
                      assertThatThrownBy(() -> sw.onRelease(() -> said.say("immediate")))
                          .satisfies(e -> said.say("refused: %s", text(e)));
                      Fiber.yieldNow();
                      said.say("finished release 2");
                    }));
                said.say("main done");
              }));
    }

    @Test
    @DisplayName("C20, eio 12: a hook for a finished switch runs at once, though cancelled")
    void hookOfFinishedSwitch() {
      says(
          "release 1 / ! [Failure parent cancelled too; IllegalStateException switch has finished:"
              + " the hook was run at once]",
          said ->
              Switch.run(sw -> {
                Switch[] sub = new Switch[1];
                Switch.run(s -> sub[0] = s);
                sw.fail(failure("parent cancelled too"));
                sub[0].onRelease(() -> {
                  Fiber.yieldNow();
                  said.say("release 1");
                });
              }));
    }

    @Test
    void aDaemonThatAHookForksEndsWithTheSwitch() {
      says(
          "daemon / hook / Cancelled: exit / ends",
          said -> {
            Switch.run(sw ->
                sw.onRelease(() -> {
                  sw.forkDaemon(() -> {
                    said.say("daemon");
                    try {
                      Fiber.awaitCancel();
                    } catch (Cancelled e) {
                      said.say(text(e));
                      throw e;
                    }
                  });
                  said.say("hook");
                }));
            said.say("ends");
          });
    }

    @Test
    void aHookThatFailsAtOnceIsTheCauseOfTheRefusal() {
      Switch[] sub = new Switch[1];
      Switch.run(s -> sub[0] = s);
      assertThatThrownBy(() ->
              sub[0].onRelease(() -> {
                throw failure("x");
              }))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("x");
    }

    @Test
    void aHookIsTakenBackOnce() {
      says(
          "true false false / kept",
          said -> {
            Registration[] kept = new Registration[1];
            Switch.run(sw -> {
              Registration gone = sw.onRelease(() -> said.say("never"));
              kept[0] = sw.onRelease(() -> said.say("kept"));
              said.say(
                  "%s %s %s", gone.tryRemove(), gone.tryRemove(), Registration.none().tryRemove());
            });
            assertThat(kept[0].tryRemove()).isFalse();
          });
    }
  }

  @Nested
  class Daemons {
    @Test
    @DisplayName("eio 23: daemons run beside the others and end with them")
    void daemonEnds() {
      says(
          "daemon 1 / main / daemon 2 / main done / Cancelled: exit",
          said ->
              Switch.run(sw -> {
                sw.forkDaemon(() -> {
                  try {
                    for (int i = 1; ; i++) {
                      said.say("daemon %d", i);
                      Fiber.yieldNow();
                    }
                  } catch (Cancelled e) {
                    said.say(text(e));
                    throw e;
                  }
                });
                said.say("main");
                Fiber.yieldNow();
                said.say("main done");
              }));
    }

    @Test
    @DisplayName("eio 23: a daemon's own failure is the switch's")
    void daemonFails() {
      says(
          "! Failure daemon",
          said ->
              Switch.run(sw ->
                  sw.forkDaemon(() -> {
                    throw failure("daemon");
                  })));
    }

    @Test
    @DisplayName("C23: workers and daemons; a daemon that is ended can fork nothing more")
    void workersAndDaemons() {
      says(
          "Worker 1 starting / Worker 2 starting / Daemon 1 running / Daemon 2 running / Main running"
              + " / Worker 1 running / Worker 2 finished / Daemon 1 running / Daemon 2 finished"
              + " / Main finished / Worker 1 finished"
              + " / Daemon cancelled; trying to spawn more fibers",
          said ->
              Switch.run(sw -> {
                sw.fork(() -> {
                  said.say("Worker 1 starting");
                  Fiber.yieldNow();
                  said.say("Worker 1 running");
                  Fiber.yieldNow();
                  said.say("Worker 1 finished");
                });
                sw.fork(() -> {
                  said.say("Worker 2 starting");
                  Fiber.yieldNow();
                  said.say("Worker 2 finished");
                });
                sw.forkDaemon(() -> {
                  try {
                    while (true) {
                      said.say("Daemon 1 running");
                      Fiber.yieldNow();
                      said.say("Daemon 1 running");
                      Fiber.awaitCancel();
                    }
                  } catch (Cancelled e) {
                    said.say("Daemon cancelled; trying to spawn more fibers");
                    sw.fork(() -> said.say("a fiber too late"));
                    sw.forkDaemon(() -> said.say("a daemon too late"));
                    throw e;
                  }
                });
                sw.forkDaemon(() -> {
                  said.say("Daemon 2 running");
                  Fiber.yieldNow();
                  said.say("Daemon 2 finished");
                });
                said.say("Main running");
                Fiber.yieldNow();
                said.say("Main finished");
              }));
    }

    @Test
    @DisplayName("eio §3.14: without another fiber, the end of the body ends the daemons")
    void bodyCounts() {
      says(
          "main / Cancelled: exit",
          said ->
              Switch.run(sw -> {
                sw.forkDaemon(() -> {
                  try {
                    Fiber.awaitCancel();
                  } catch (Cancelled e) {
                    said.say(text(e));
                  }
                });
                said.say("main");
              }));
    }
  }

  @Test
  void theDumpShowsSwitchesFibersAndWaitsAsATree() {
    says(
        """
        server
          hooks: 1
          accept: waits for a signal
          log (daemon): waits for the end of its scope
          worker: waits for client
          client
            reader: waits for more
        """,
        said -> {
          Switch.run(
              "server",
              sw -> {
                Trigger signal = new Trigger();
                Trigger more = new Trigger("more");
                Registration hook = sw.onRelease(() -> {});
                sw.fork("accept", signal::await);
                sw.forkDaemon("log", Fiber::awaitCancel);
                sw.fork("worker", () -> Switch.run("client", c -> c.fork("reader", more::await)));
                said.say(sw.dump());
                more.signal();
                signal.signal();
                assertThat(hook.tryRemove()).isTrue();
              });
        });
  }
}
