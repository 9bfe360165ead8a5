package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes the events of a domain may fail: the run ends with that, and nothing stays open. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class EventsFactoryTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  /** Events that never come. */
  private static final class Idle implements Events {
    private final Semaphore interrupts = new Semaphore(0);
    private final AtomicInteger finalised = new AtomicInteger();

    @Override
    public Collection<Syscall> select(long nanos, List<Syscall> cancelled) {
      try {
        boolean _ = interrupts.tryAcquire(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      interrupts.drainPermits();
      return List.of();
    }

    @Override
    public void interrupt() {
      interrupts.release();
    }

    @Override
    public void finaliser() {
      finalised.incrementAndGet();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFactoryOfEventsThatThrowsEndsTheRunBeforeItsBody(Engine engine) {
    IllegalArgumentException failure = new IllegalArgumentException("no device");
    AtomicBoolean ran = new AtomicBoolean();
    assertThatThrownBy(() ->
            Miou.runVoid(
                Rig.on(engine)
                    .events(domain -> {
                      throw failure;
                    }),
                () -> ran.set(true)))
        .isSameAs(failure);
    assertThat(ran).isFalse();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFactoryThatThrowsForAnotherDomainEndsTheRunAndTheEventsOfTheFirst(Engine engine) {
    for (int round = 0; round < 20; round++) {
      Error failure = new LinkageError("no device");
      Idle first = new Idle();
      AtomicBoolean calledRan = new AtomicBoolean();
      AtomicReference<Throwable> seen = new AtomicReference<>();
      assertThatThrownBy(() ->
              Miou.runVoid(
                  Rig.on(engine)
                      .events(domain -> {
                        if (domain == 0) {
                          return first;
                        }
                        throw failure;
                      }),
                  () -> {
                    Task<?> waits = Miou.asyncVoid(() -> waitAndTellWhyItEnds(seen));
                    Miou.yieldNow();
                    Miou.callVoid(() -> calledRan.set(true)).await();
                    waits.await();
                  }))
          .isSameAs(failure);
      assertThat(seen).as("why the first domain's tasks end").hasValue(failure);
      assertThat(calledRan).isFalse();
      assertThat(first.finalised).hasValue(1);
    }
  }

  private static void waitAndTellWhyItEnds(AtomicReference<Throwable> reason) {
    try {
      Rig.waitsForEver();
    } catch (Cancelled e) {
      reason.set(e.reason());
      throw e;
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFactoryThatThrowsForOneOfSeveralDomainsFinalisesTheEventsOfTheOthers(Engine engine) {
    IllegalArgumentException failure = new IllegalArgumentException("no device");
    VirtualEvents shared = new VirtualEvents();
    assertThatThrownBy(() ->
            Miou.runVoid(
                Rig.on(engine)
                    .events(domain -> {
                      if (domain == 2) {
                        throw failure;
                      }
                      return shared.on(domain);
                    }),
                () -> {
                  List<Task<?>> sleepers = new ArrayList<>();
                  for (int i = 0; i < 4; i++) {
                    sleepers.add(Miou.callVoid(() -> shared.sleep(Duration.ofDays(1))));
                  }
                  sleepers.forEach(Task::await);
                }))
        .isSameAs(failure);
    Miou.runVoid( // which is refused while any events of the run before are not finalised
        Rig.on(engine).events(shared::on), () -> shared.sleep(Duration.ofDays(1)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFactoryThatMakesNoEventsIsRefused(Engine engine) {
    assertThatThrownBy(() -> Miou.runVoid(Rig.on(engine).events(domain -> null), () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("events");
  }
}
