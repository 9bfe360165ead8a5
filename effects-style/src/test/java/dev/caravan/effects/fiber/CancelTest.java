package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Cancelled;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
