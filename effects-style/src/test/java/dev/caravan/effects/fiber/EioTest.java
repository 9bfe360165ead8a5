package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a main function meets what is around it. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class EioTest {
  private final List<String> trail = new ArrayList<>();

  @Test
  void aMainFunctionOpensADomain() {
    Domain outside = Domain.currentOrNull();
    Domain inside = Eio.call(Env::domain);
    assertThat(outside).isNull();
    assertThat(inside).isNotNull();
  }

  @Test
  void aMainFunctionInADeterministicDomainIsAPartOfItAndInItsTime() {
    Domain.builder()
        .deterministic()
        .run(domain -> {
          Eio.run(env -> {
            assertThat(env.domain()).isSameAs(domain);
            Fiber.both(
                () -> {
                  Fiber.sleep(Duration.ofHours(2));
                  trail.add("second");
                },
                () -> {
                  Fiber.sleep(Duration.ofHours(1));
                  trail.add("first");
                });
          });
          trail.add("after " + Duration.ofNanos(domain.nanoTime()).toHours() + " hours");
          return null;
        });
    assertThat(trail).containsExactly("first", "second", "after 2 hours");
  }

  @Test
  void aMainFunctionThatChoosesItsClockOpensADomainOfItsOwn() {
    Domain.builder()
        .deterministic()
        .run(domain -> {
          Domain inner = Eio.builder().deterministic().call(Env::domain);
          assertThat(inner).isNotSameAs(domain);
          return null;
        });
  }

  @Test
  void aProgramHasTheNameAndTheScheduleThatItIsGiven() {
    Eio.builder()
        .name("harbour")
        .deterministic()
        .schedule(ready -> ready - 1)
        .run(env -> {
          assertThat(env.domain()).hasToString("harbour");
          Fiber.all(List.of(() -> trail.add("a"), () -> trail.add("b"), () -> trail.add("c")));
        });
    assertThat(trail).containsExactly("a", "c", "b");
  }

  @Test
  void aStageThatAnotherThreadCompletesIsWorkForADeterministicDomain() {
    for (int round = 0; round < 50; round++) {
      int value =
          Eio.builder()
              .deterministic()
              .call(env -> Fiber.await(CompletableFuture.supplyAsync(() -> 5)));
      assertThat(value).isEqualTo(5);
    }
  }

  @Test
  void noTimeoutLooksAtCancellationAsATimeoutDoes() {
    CancelScope scope = CancelScope.root();
    scope.run(() -> {
      scope.cancel(null);
      assertThatThrownBy(() -> Timeout.none().run(() -> trail.add("ran")))
          .isInstanceOf(Cancelled.class);
      assertThatThrownBy(() -> Timeout.of(Duration.ofSeconds(1)).run(() -> trail.add("ran")))
          .isInstanceOf(Cancelled.class);
    });
    assertThat(trail).isEmpty();
  }

  @Test
  void timeoutsThatWereNotNeededLeaveNothingInTheDomain() {
    Eio.builder()
        .deterministic()
        .run(env -> {
          for (int i = 0; i < 10_000; i++) {
            Timeout.of(Duration.ofHours(1)).run(() -> {});
          }
          assertThat(env.domain().dump().lines()).as("the domain and its one fiber").hasSize(2);
        });
  }

  @Test
  void aDomainInParallelIsRefusedInADeterministicOne() {
    Eio.builder()
        .deterministic()
        .run(env ->
            assertThatThrownBy(() -> DomainManager.system().run(() -> trail.add("ran")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DomainManager.of(domain)"));
    assertThat(trail).isEmpty();
  }
}
