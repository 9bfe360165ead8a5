package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.fork;
import static dev.caravan.effects.fiber.OnDomain.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Deadlock;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.TimedOut;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(LeakCheck.class)
class PromiseTest {
  private final Transcript said = new Transcript();

  @Test
  @DisplayName("§2.4: resolving queues all who wait, in their order, and goes on")
  void resolvingQueuesAllWhoWait() {
    OnDomain.run(() -> {
      Resolver<Integer> resolver = Promise.create();
      for (String name : new String[] {"a", "b"}) {
        fork(() -> said.say(name + " got " + resolver.promise().await()));
      }
      resolver.resolve(1);
      said.say("resolved");
      said.say("main got " + resolver.promise().await());
      yieldNow();
      said.isInOneText("resolved / main got 1 / a got 1 / b got 1");
    });
  }

  private void awaitIn(CancelScope scope, Promise<Integer> promise) {
    fork(() -> {
      try {
        scope.run(() -> {
          said.say("Waiting");
          int _ = promise.await();
          said.say("Resolved");
        });
      } catch (Cancelled e) {
        said.say("cancelled");
      }
    });
  }

  @Test
  @DisplayName("C22, eio 8: who was resolved before the cancellation gets the value")
  void aResolutionBeforeTheCancellationCounts() {
    OnDomain.run(() -> {
      Resolver<Integer> resolver = Promise.create();
      CancelScope scope = CancelScope.root();
      awaitIn(scope, resolver.promise());
      resolver.resolve(1);
      said.say("Now cancelling...");
      scope.cancel(null);
      yieldNow();
      said.isInOneText("Waiting / Now cancelling... / Resolved");
    });
  }

  @Test
  @DisplayName("C22, eio 9: who was cancelled before the resolution does not get the value")
  void aCancellationBeforeTheResolutionCounts() {
    OnDomain.run(() -> {
      Resolver<Integer> resolver = Promise.create();
      CancelScope scope = CancelScope.root();
      awaitIn(scope, resolver.promise());
      scope.cancel(null);
      resolver.resolve(1);
      yieldNow();
      said.isInOneText("Waiting / cancelled");
    });
  }

  @Test
  @DisplayName("Appendix A: a resolved promise gives its value in a cancelled scope")
  void aResolvedPromiseGivesItsValueInACancelledScope() {
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      assertThat(Promise.resolved(1).await()).isEqualTo(1);
      assertThatThrownBy(() -> Promise.create().promise().await()).isInstanceOf(Cancelled.class);
    });
  }

  @Test
  @DisplayName("eio 40: a promise that nobody resolves is a deadlock, reported by name")
  void aPromiseNobodyResolvesIsADeadlock() {
    assertThatThrownBy(() -> OnDomain.run(() -> Promise.create("reply").promise().await()))
        .isInstanceOf(Deadlock.class)
        .hasMessageContaining("waits for promise reply");
  }

  @Test
  void resolvingASecondTimeIsRefused() {
    Resolver<Integer> resolver = Promise.create("answer");
    resolver.resolve(1);
    assertThatThrownBy(() -> resolver.resolve(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("promise answer is resolved already");
    assertThatThrownBy(() -> resolver.reject(new RuntimeException()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(resolver.tryResolve(3)).isFalse();
    assertThat(resolver.tryReject(new RuntimeException())).isFalse();
    assertThat(resolver.promise().await()).isEqualTo(1);
  }

  @Test
  void onePeeksWithoutWaiting() {
    Resolver<String> resolver = Promise.create();
    Promise<String> promise = resolver.promise();
    assertThat(promise.isResolved()).isFalse();
    assertThat(promise.peek()).isEmpty();
    resolver.resolve("x");
    assertThat(promise.isResolved()).isTrue();
    assertThat(promise.peek()).contains(new Outcome.Returned<>("x"));
  }

  @Test
  @DisplayName("§2.3: a promise rejected with Cancelled throws it without cancelling who awaits")
  void aPromiseMayHoldACancellation() {
    Cancelled why = new Cancelled("a fiber", null);
    Promise<Integer> promise = Promise.failed(why);
    CancelScope.root()
        .run(() -> {
          assertThatThrownBy(promise::await).isSameAs(why);
          CancelScope.check();
          assertThat(promise.awaitOutcome()).isEqualTo(new Outcome.Failed<Integer>(why));
        });
  }

  @Test
  void anOutcomeIsAwaitedUntilCancelled() {
    OnDomain.run(() -> {
      Resolver<Integer> resolver = Promise.create();
      CancelScope scope = CancelScope.root();
      fork(() -> said.say(resolver.promise().awaitOutcome().toString()));
      fork(() -> {
        try {
          scope.run(() -> said.say(resolver.promise().awaitOutcome().toString()));
        } catch (Cancelled e) {
          said.say("cancelled");
        }
      });
      scope.cancel(null);
      yieldNow();
      resolver.resolve(1);
      yieldNow();
      said.is("cancelled", "Returned[value=1]");
    });
  }

  @Test
  void aLimitedWaitGivesUp() {
    OnDomain.run(() ->
        assertThatThrownBy(() -> Promise.create("late").promise().await(Duration.ofSeconds(1)))
            .isInstanceOf(TimedOut.class)
            .hasMessageContaining("promise late"));
  }

  @Test
  void aPromiseIsAStageAndBack() throws Exception {
    Resolver<Integer> resolver = Promise.create();
    Promise<Integer> round = Promise.of(resolver.promise().toStage());
    CompletableFuture<Integer> stage = resolver.promise().toStage().toCompletableFuture();
    assertThat(round.isResolved()).isFalse();
    resolver.resolve(3);
    assertThat(round.await()).isEqualTo(3);
    assertThat(stage.get()).isEqualTo(3);
    assertThat(Promise.resolved(4).toStage().toCompletableFuture().get()).isEqualTo(4);
  }

  @Test
  void failuresPassBetweenPromisesAndStagesUnwrapped() {
    IOException failure = new IOException("gone");
    Promise<Integer> failed =
        Promise.of(CompletableFuture.<Integer>failedFuture(failure).thenApply(x -> x + 1));
    assertThatThrownBy(failed::await).isInstanceOf(TaskFailed.class).hasCause(failure);
    CompletableFuture<Integer> stage = failed.toStage().toCompletableFuture();
    assertThatThrownBy(stage::get).isInstanceOf(ExecutionException.class).hasCause(failure);
  }

  @Test
  void cancellingAStageLeavesThePromise() {
    Resolver<Integer> resolver = Promise.create();
    assertThat(resolver.promise().toStage().toCompletableFuture().cancel(true)).isTrue();
    resolver.resolve(1);
    assertThat(resolver.promise().await()).isEqualTo(1);
  }
}
