package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.kernel.Cancelled;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancellation contexts. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class CancelTest {
  @Test
  @DisplayName("eio 2.3: cancelling a context ends the waits in it, with the first reason")
  void cancels() {
    says(
        "on / Cancelled: Failure first / still on outside",
        said -> {
          try {
            Cancel.sub(context -> {
              said.say(context.error().isEmpty() ? "on" : "off");
              context.cancel(failure("first"));
              context.cancel(failure("second"));
              return Fiber.awaitCancel();
            });
          } catch (Cancelled e) {
            said.say(text(e));
          }
          Fiber.check();
          said.say("still on outside");
        });
  }

  @Test
  void aContextNeedsNoValue() {
    says(
        "in / Cancelled: Failure stop / out",
        said -> {
          assertThatThrownBy(() ->
                  Cancel.runSub(context -> {
                    said.say("in");
                    context.cancel(failure("stop"));
                    try {
                      Fiber.check();
                    } catch (Cancelled e) {
                      said.say(text(e));
                      throw e;
                    }
                  }))
              .isInstanceOf(Cancelled.class);
          said.say("out");
        });
  }

  @Test
  void theValueGetsOutOfACancelledContext() {
    says(
        "value",
        said ->
            said.say(
                Cancel.sub(context -> {
                  context.cancel(failure("x"));
                  return "value";
                })));
  }

  @Test
  @DisplayName("eio 2.3: all are marked first; the protected are not reached")
  void marksFirst() {
    says(
        "inner sees true / protected sees false / other context sees Cancelled: Failure x",
        said ->
            Switch.run(sw ->
                Cancel.sub(context -> {
                  sw.fork(() ->
                      context.move(() ->
                          Cancel.sub(inner -> {
                            try {
                              Fiber.awaitCancel();
                            } catch (Cancelled e) {
                              said.say("inner sees %s", context.error().isPresent());
                            }
                            return null;
                          })));
                  sw.fork(() ->
                      context.move(() ->
                          Cancel.protect(() -> {
                            Fiber.yieldNow();
                            Fiber.yieldNow();
                            said.say("protected sees %s", Fiber.isCancelled());
                            return null;
                          })));
                  context.cancel(failure("x"));
                  Cancel.runProtected(() -> {
                    Fiber.yieldNow();
                    Fiber.yieldNow();
                    Fiber.yieldNow();
                  });
                  assertThatThrownBy(() -> context.move(() -> "never"))
                      .satisfies(e -> said.say("other context sees %s", text(e)));
                  return null;
                })));
  }

  @Test
  @DisplayName("eio 2.3: a context whose body has returned is refused")
  void finished() {
    Cancel leaked = Cancel.sub(context -> context);
    assertThatThrownBy(leaked::check)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("cancellation context has finished");
    assertThatThrownBy(() -> leaked.cancel(failure("x"))).hasMessageEndingWith("has finished");
    assertThatThrownBy(() -> leaked.move(() -> "x")).hasMessageEndingWith("has finished");
    assertThat(leaked.error()).containsInstanceOf(IllegalStateException.class);
  }

  static List<Arguments> callsThatNeedNotWait() {
    return List.of(
        call("Resolver.resolve", sw -> Promise.create().resolve("x")),
        call("Resolver.tryResolve", sw -> Promise.create().tryResolve("x")),
        call("Resolver.reject", sw -> Promise.create().reject(failure("x"))),
        call("Promise.await of a resolved one", sw -> Promise.resolved("x").await()),
        call("Semaphore.release", sw -> Semaphore.create(0).release()),
        call(
            "Semaphore.acquire of a free permit, and release",
            sw -> {
              Semaphore semaphore = Semaphore.create(1);
              semaphore.acquire();
              semaphore.release();
            }),
        call("Semaphore.tryAcquire", sw -> Semaphore.create(0).tryAcquire()),
        call(
            "Mutex.lock of a free one, and unlock",
            sw -> {
              Mutex mutex = Mutex.create();
              mutex.lock();
              mutex.unlock();
            }),
        call("Mutex.tryLock", sw -> Mutex.create().tryLock()),
        call("Condition.broadcast", sw -> Condition.create().broadcast()),
        call(
            "Stream.add with room, and take",
            sw -> {
              Stream<String> stream = Stream.create(1);
              stream.add("x");
              stream.take();
            }),
        call("Stream.tryTake", sw -> Stream.create(1).tryTake()),
        call("Trace.ln", sw -> Trace.runTo(line -> {}, () -> Trace.ln("traced"))),
        call("Switch.fail", sw -> sw.fail(failure("by the call"))),
        call("Switch.fork", sw -> sw.fork(() -> {})),
        call("Switch.onRelease", sw -> sw.onRelease(() -> {})),
        call("Registration.tryRemove", sw -> sw.onRelease(() -> {}).tryRemove()));
  }

  private static Arguments call(String name, ThrowingConsumer<Switch, RuntimeException> call) {
    return Arguments.of(Named.of(name, call));
  }

  @ParameterizedTest
  @MethodSource("callsThatNeedNotWait")
  @DisplayName("A: calls that need not wait neither suspend nor throw in a cancelled context")
  void needsNotWait(ThrowingConsumer<Switch, RuntimeException> call) {
    says(
        "called / other",
        said -> {
          try {
            Switch.run(sw ->
                Cancel.sub(context -> {
                  sw.fork(() ->
                      Cancel.runProtected(() -> {
                        Fiber.yieldNow();
                        said.say("other");
                      }));
                  context.cancel(failure("x"));
                  call.accept(sw);
                  said.say("called");
                  return "ends";
                }));
          } catch (RuntimeException e) {
            assertThat(e).hasMessage("by the call");
          }
        });
  }

  @Test
  void aCancelledCallerOpensNoContext() {
    says(
        "Cancelled: Failure x / ! Failure x",
        said ->
            Switch.run(sw -> {
              sw.fail(failure("x"));
              assertThatThrownBy(() -> Cancel.sub(context -> "never"))
                  .satisfies(e -> said.say(text(e)));
            }));
  }

  @Test
  @DisplayName("an interrupt that cancelling a context sent counts as its cancellation")
  void interruptOfOwnContext() throws Exception {
    Switch.run(sw -> {
      Resolver<Cancel> made = Promise.create();
      CountDownLatch waiting = new CountDownLatch(1);
      Promise<String> end =
          sw.forkPromise(() ->
              Cancel.sub(context -> {
                made.resolve(context);
                waiting.countDown();
                new CountDownLatch(1).await();
                return "never";
              }));
      waiting.await();
      made.promise().await().cancel(failure("x"));
      assertThatThrownBy(end::await).isInstanceOf(Cancelled.class).hasRootCauseMessage("x");
    });
  }

  @Test
  void theDumpShowsTheTree() {
    says(
        """
        cancellation context
          switch
            reader: waits for the end of its scope
        """,
        said -> {
          try {
            Cancel.sub(context -> {
              Switch.run(sw -> {
                sw.fork("reader", Fiber::awaitCancel);
                said.say(context.dump());
                context.cancel(failure("done"));
              });
              return null;
            });
          } catch (Cancelled e) {
            assertThat(e).hasRootCauseMessage("done");
          }
        });
  }
}
