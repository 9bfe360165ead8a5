package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a domain does while nobody is ready, if it was told. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class IdleHookTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  private static IdleHook hook(LongConsumer idle, Runnable wake) {
    return new IdleHook() {
      @Override
      public void idle(long nanos) {
        idle.accept(nanos);
      }

      @Override
      public void wake() {
        wake.run();
      }
    };
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatTheHookSignalsGoesOn(Engine engine) {
    List<String> trail = new ArrayList<>();
    Trigger event = new Trigger("an event");
    Domain.builder()
        .engine(engine)
        .onIdle(
            hook(
                nanos -> {
                  trail.add("idle " + (nanos == Long.MAX_VALUE));
                  event.signal();
                },
                () -> trail.add("woken")))
        .run(domain -> {
          DomainOrderTest.yieldNow();
          trail.add("waits");
          event.await();
          trail.add("goes on");
          return null;
        });
    assertThat(trail).containsExactly("waits", "idle true", "goes on");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theHookIsToldTheNextLimitAndTheLimitHolds(Engine engine) {
    List<Long> limits = new ArrayList<>();
    boolean signalled =
        Domain.builder()
            .engine(engine)
            .onIdle(hook(limits::add, () -> {}))
            .run(domain -> new Trigger("nothing").await(Duration.ofMillis(5)));
    assertThat(signalled).isFalse();
    assertThat(limits).isNotEmpty().allMatch(nanos -> nanos > 0 && nanos <= 5_000_000);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void workFromOutsideWakesTheHook(Engine engine) throws Exception {
    for (int round = 0; round < 200; round++) {
      Semaphore wakes = new Semaphore(0);
      Trigger event = new Trigger("an event");
      Thread other = Thread.ofPlatform().unstarted(event::signal);
      Domain.builder()
          .engine(engine)
          .onIdle(hook(nanos -> awaitWake(wakes), wakes::release))
          .run(domain -> {
            other.start();
            event.await();
            return null;
          });
      other.join();
    }
  }

  private static void awaitWake(Semaphore wakes) {
    try {
      assertThat(wakes.tryAcquire(30, TimeUnit.SECONDS)).as("the hook was woken").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aHookThatThrowsFailsTheRunAndIsNotCalledAgain(Engine engine) {
    AtomicInteger calls = new AtomicInteger();
    List<Throwable> seen = new ArrayList<>();
    IllegalArgumentException failure = new IllegalArgumentException("no more events");
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .onIdle(
                    hook(
                        nanos -> {
                          calls.incrementAndGet();
                          throw failure;
                        },
                        () -> {}))
                .run(domain -> {
                  try {
                    new Trigger("nothing").await();
                  } catch (Cancelled e) {
                    seen.add(e.reason());
                  }
                  return null;
                }))
        .isSameAs(failure);
    assertThat(seen).containsExactly(failure);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aDeterministicDomainRefusesAHook() {
    DomainBuilder builder = Domain.builder().deterministic().onIdle(hook(nanos -> {}, () -> {}));
    assertThatThrownBy(() -> builder.run(domain -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no idle hook");
  }
}
