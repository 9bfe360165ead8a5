package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fails between the turns of a domain: its fibers end all the same, before its run does. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainFailureTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  private final List<String> trail = new ArrayList<>();

  private static void throwWhenCancelled() {
    var _ =
        CancelScope.current()
            .orElseThrow()
            .onCancel(() -> {
              throw new IllegalStateException("a callback");
            });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aCallbackThatThrowsDoesNotKeepFibersFromEndingAfterADeadlock(Engine engine) {
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  throwWhenCancelled();
                  try {
                    new Trigger("nothing").await();
                  } finally {
                    trail.add("cleaned up");
                  }
                  return null;
                }))
        .isInstanceOf(Deadlock.class)
        .satisfies(
            e -> assertThat(e.getSuppressed()).anyMatch(s -> s.getMessage().equals("a callback")));
    assertThat(trail).containsExactly("cleaned up");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anAlarmThatThrowsFailsTheDomainAndNotTheFiberThatHasTheTurn(Engine engine) {
    IllegalArgumentException broken = new IllegalArgumentException("an alarm");
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .run(domain -> {
                  var _ =
                      domain.after(
                          Duration.ofMillis(1),
                          () -> {
                            throw broken;
                          });
                  DomainOrderTest.fork("busy", DomainFailureTest::yieldUntilCancelled);
                  try {
                    new Trigger("nothing").await();
                  } finally {
                    trail.add("cleaned up");
                  }
                  return null;
                }))
        .isSameAs(broken);
    assertThat(trail).containsExactly("cleaned up");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whoIsCancelledByAScheduleThatThrowsIsQueuedAtOnce(Engine engine) {
    boolean[] throwsNext = new boolean[1];
    IllegalStateException broken = new IllegalStateException("a schedule");
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .schedule(ready -> {
                  if (throwsNext[0]) {
                    throwsNext[0] = false;
                    throw broken;
                  }
                  return 0;
                })
                .run(domain -> {
                  forkWaiter("b");
                  forkWaiter("c");
                  DomainOrderTest.fork("a", DomainFailureTest::yieldUntilCancelled);
                  DomainOrderTest.fork("ends", () -> throwsNext[0] = true);
                  for (int i = 0; i < 3; i++) {
                    trail.add("main");
                    DomainOrderTest.yieldNow();
                  }
                  return null;
                }))
        .isSameAs(broken);
    assertThat(trail).containsExactly("main", "b", "c", "main", "main");
  }

  private void forkWaiter(String name) {
    DomainOrderTest.fork(
        name,
        () -> {
          try {
            new Trigger("nothing").await();
          } catch (Cancelled e) {
            trail.add(name);
          }
        });
  }

  private static void yieldUntilCancelled() {
    while (!CancelScope.current().orElseThrow().isCancelled()) {
      DomainOrderTest.yieldNow();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatRethrowsTheReasonOfItsCancellationDoesNotHideIt(Engine engine) {
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  try {
                    new Trigger("nothing").await();
                  } catch (Cancelled e) {
                    throw e.reason();
                  }
                  return null;
                }))
        .isInstanceOf(Deadlock.class);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anInterruptedCallerWaitsForTheFibersAlsoIfACallbackThrows(Engine engine) throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean endedBeforeTheRun = new AtomicBoolean();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Domain.builder()
                    .engine(engine)
                    .run(domain -> {
                      throwWhenCancelled();
                      DomainOrderTest.fork("ready", waiting::countDown);
                      try {
                        new Trigger("nothing").await();
                      } finally {
                        for (int i = 0; i < 1_000; i++) {
                          domain.yieldNow();
                        }
                        ended.set(true);
                      }
                      return null;
                    });
              } catch (Cancelled expected) {
                endedBeforeTheRun.set(ended.get());
              }
            });
    waiting.await();
    caller.interrupt();
    caller.join();
    assertThat(endedBeforeTheRun).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anInterruptThatAFiberLeavesBehindIsNotTheNextOnes(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Trigger done = new Trigger();
          domain.spawnLast(
              "careless",
              Context.EMPTY,
              () -> {
                Thread.currentThread().interrupt();
                done.signal();
              });
          done.await();
          trail.add("interrupted " + Thread.currentThread().isInterrupted());
          return null;
        });
    assertThat(trail).containsExactly("interrupted false");
  }
}
