package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that wait for events, in virtual time. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class VirtualTimeTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  private final VirtualEvents time = new VirtualEvents();

  private <X extends Throwable> void run(Engine engine, ThrowingRunnable<X> body) throws X {
    Miou.runVoid(Rig.on(engine).events(time::on), body);
  }

  private void sleep(int seconds) {
    time.sleep(Duration.ofSeconds(seconds));
  }

  private void assertPassed(int seconds) {
    assertThat(time.now()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t22, M6: a sleeper whose parent fails is cancelled, no time passes")
  void aSleeperWhoseParentFails(Engine engine) {
    run(
        engine,
        () -> {
          Task<?> parent =
              Miou.asyncVoid(() -> {
                Miou.asyncVoid(() -> sleep(1));
                Miou.yieldNow(); // it sleeps now
                throw new IOException("basic failure");
              });
          assertThat(parent.awaitOutcome()).isInstanceOf(Outcome.Failed.class);
        });
    assertPassed(0);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t22: a sleeper whose parent waits sleeps out")
  void aSleeperWhoseParentWaits(Engine engine) {
    run(engine, () -> Miou.asyncVoid(() -> Miou.asyncVoid(() -> sleep(1)).await()).await());
    assertPassed(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t23: a sleeper on another domain is cancelled")
  void aSleeperElsewhereIsCancelled(Engine engine) {
    run(
        engine,
        () -> {
          Task<?> sleeper = Miou.callVoid(() -> sleep(10));
          sleep(1);
          sleeper.cancel();
          assertThat(Rig.isCancelled(sleeper.awaitOutcome())).isTrue();
        });
    assertPassed(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t24, t27: parallel sleepers sleep at the same time")
  void parallelSleepers(Engine engine) {
    run(engine, () -> assertThat(Miou.parallel(this::sleepAs, List.of(2, 2))).hasSize(2));
    assertPassed(2);
    run(engine, () -> assertThat(Miou.parallel(this::sleepAs, List.of(2, 4))).hasSize(2));
    assertPassed(6);
  }

  private int sleepAs(int seconds) {
    sleep(seconds);
    return seconds;
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t25: a forgotten parallel sleeper ends the run at once")
  void aForgottenSleeper(Engine engine) {
    assertThatThrownBy(() -> run(engine, () -> Miou.callVoid(() -> sleep(10))))
        .isInstanceOf(StillHasChildren.class);
    assertPassed(0);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t26: two sleepers of a domain sleep at the same time")
  void twoSleepers(Engine engine) {
    run(
        engine,
        () ->
            Miou.awaitAll(List.of(Miou.asyncVoid(() -> sleep(5)), Miou.asyncVoid(() -> sleep(5)))));
    assertPassed(5);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t29, M8: a limit cancels nothing if the body is in time")
  void inTime(Engine engine) {
    run(engine, () -> assertThat(Rig.value(within(10, () -> "in time"))).isEqualTo("in time"));
    assertPassed(0);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("M8: a limit cancels the body if it is late")
  void late(Engine engine) {
    run(
        engine,
        () ->
            assertThat(within(10, Rig::waitsForEver))
                .isInstanceOfSatisfying(
                    Outcome.Failed.class,
                    failed -> assertThat(failed.error()).isInstanceOf(TimeoutException.class)));
    assertPassed(10);
  }

  private <T> Outcome<T> within(int seconds, ThrowingSupplier<T, ?> body) {
    Task<T> task = Miou.async(body);
    Task<T> limit =
        Miou.async(() -> {
          sleep(seconds);
          throw new TimeoutException();
        });
    return Miou.awaitFirst(List.of(task, limit));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void sleepersWakeInTheOrderOfTheirTimesAndThenOfTheirBeginning(Engine engine) {
    List<String> trail = new ArrayList<>();
    run(
        engine,
        () -> {
          List<Task<Void>> sleepers = new ArrayList<>();
          for (String sleeper : List.of("A5", "B7", "C2", "D0", "E5")) {
            sleepers.add(
                Miou.async(() -> {
                  sleep(Integer.parseInt(sleeper.substring(1)));
                  trail.add(sleeper);
                  return null;
                }));
          }
          Miou.awaitAll(sleepers);
        });
    assertThat(trail).containsExactly("D0", "C2", "A5", "E5", "B7");
  }

  /** Events of one domain that name whatever is there to be named. */
  private static final class Written implements Events {
    private final List<Syscall> happened = new ArrayList<>();
    private final List<Syscall> gone = new ArrayList<>();
    private boolean isFinalised;

    @Override
    public Collection<Syscall> select(long nanos, List<Syscall> cancelled) {
      gone.addAll(cancelled);
      List<Syscall> now = List.copyOf(happened);
      happened.clear();
      return now;
    }

    @Override
    public void interrupt() {}

    @Override
    public void finaliser() {
      isFinalised = true;
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t28: events written by hand")
  void eventsWrittenByHand(Engine engine) {
    Written events = new Written();
    Miou.runVoid(
        Rig.on(engine).domains(0).events(domain -> events),
        () -> {
          Syscall syscall = Miou.syscall();
          syscall.suspend(() -> events.happened.add(syscall));
        });
    assertThat(events.isFinalised).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theEventsAreToldOfCancelledSyscallsAndOfTheEndAfterAViolation(Engine engine) {
    Written events = new Written();
    assertThatThrownBy(() ->
            Miou.runVoid(
                Rig.on(engine).domains(0).events(domain -> events),
                () -> {
                  Task<?> waiter = Miou.asyncVoid(() -> Miou.syscall().suspend());
                  Miou.yieldNow();
                  waiter.cancel();
                  assertThat(events.gone).hasSize(1);
                  Miou.async(() -> 1);
                }))
        .isInstanceOf(StillHasChildren.class);
    assertThat(events.isFinalised).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void eventsThatThrowEndTheRun(Engine engine) {
    IllegalArgumentException failure = new IllegalArgumentException("broken device");
    Events broken =
        new Events() {
          @Override
          public Collection<Syscall> select(long nanos, List<Syscall> cancelled) {
            throw failure;
          }

          @Override
          public void interrupt() {}

          @Override
          public void finaliser() {}
        };
    assertThatThrownBy(() ->
            Miou.runVoid(
                Rig.on(engine).domains(0).events(domain -> broken),
                () -> new Trigger("nothing").await()))
        .isSameAs(failure);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("a syscall in a run without events is refused (upstream's issue 17)")
  void noEvents(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Syscall syscall = Miou.syscall();
          assertThatThrownBy(syscall::suspend)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("this run has no events");
          assertThatThrownBy(() -> time.sleep(Duration.ZERO))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("does not serve the run");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("rule 7: a syscall belongs to the domain that made it, and suspends once")
  void aSyscallOfAnotherDomain(Engine engine) {
    run(
        engine,
        () -> {
          Syscall mine = Miou.syscall();
          Miou.callVoid(() ->
                  assertThatThrownBy(mine::suspend)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("belongs to domain 0"))
              .await();
        });
  }
}
