package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A deterministic domain one of whose fibers is pinned: it keeps its turn while it waits, except on
 * the portable engine, which hands the baton on all the same.
 */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainPinnedTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  private final List<String> trail = new ArrayList<>();

  private void awaitPinned(Trigger trigger) {
    PinnedBody.run(() -> {
      try {
        trigger.await();
        trail.add("signalled");
      } catch (Cancelled e) {
        trail.add("cancelled");
      }
    });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aDeadlockIsReportedWhileAFiberIsPinned(Engine engine) {
    assertThatThrownBy(() ->
            Domain.builder()
                .engine(engine)
                .deterministic()
                .run(domain -> {
                  DomainOrderTest.fork(
                      "reader",
                      () -> {
                        try {
                          new Trigger("a letter").await();
                        } catch (Cancelled e) {
                          trail.add("reader cancelled");
                        }
                      });
                  awaitPinned(new Trigger("Godot"));
                  return null;
                }))
        .isInstanceOf(Deadlock.class)
        .hasMessageContaining("main#1: waits for Godot")
        .hasMessageContaining("reader#2: waits for a letter");
    assertThat(trail).containsExactlyInAnyOrder("cancelled", "reader cancelled");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void timePassesForAFiberThatIsPinned(Engine engine) {
    Domain.builder()
        .engine(engine)
        .deterministic()
        .run(domain -> {
          PinnedBody.run(
              () -> trail.add("signalled " + new Trigger("nothing").await(Duration.ofSeconds(5))));
          trail.add("after " + Duration.ofNanos(domain.nanoTime()).toSeconds());
          return null;
        });
    assertThat(trail).containsExactly("signalled false", "after 5");
  }

  /** So many that it would hang if each waited for the watch, which looks every 20 ms. */
  @ParameterizedTest
  @MethodSource("engines")
  void aPinnedFiberWhoseTimeIsUpGoesOnAtOnce(Engine engine) {
    int waits = 5_000;
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          PinnedBody.run(() -> {
            for (int i = 0; i < waits; i++) {
              trail.add("signalled " + new Trigger("nothing").await(Duration.ZERO));
            }
          });
          return null;
        });
    assertThat(trail).hasSize(waits).containsOnly("signalled false");
  }

  /** Whoever is to signal is back from blocking code, but cannot have the turn. */
  private void forkOneThatIsBackBeforeTheWait(Trigger toSignal) {
    CountDownLatch latch = new CountDownLatch(1);
    DomainOrderTest.fork(
        "signaller",
        () -> {
          Blocking.run(latch::await);
          toSignal.signal();
        });
    latch.countDown();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatIsReadyCannotEndTheWaitOfOneThatIsPinned(Engine engine) {
    Trigger trigger = new Trigger("the signaller");
    DomainBuilder builder = Domain.builder().engine(engine).deterministic();
    if (engine == Engine.BATON) {
      runSignallerAndPinned(builder, trigger);
      assertThat(trail).containsExactly("signalled");
    } else {
      assertThatThrownBy(() -> runSignallerAndPinned(builder, trigger))
          .isInstanceOf(Deadlock.class)
          .hasMessageContaining("main#1: waits for the signaller");
      assertThat(trail).containsExactly("cancelled");
    }
  }

  private void runSignallerAndPinned(DomainBuilder builder, Trigger trigger) {
    builder.run(domain -> {
      forkOneThatIsBackBeforeTheWait(trigger);
      awaitPinned(trigger);
      return null;
    });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void timePassesForAFiberThatIsPinnedBesideOneThatIsReady(Engine engine) {
    Domain.builder()
        .engine(engine)
        .deterministic()
        .run(domain -> {
          Trigger trigger = new Trigger("the signaller");
          forkOneThatIsBackBeforeTheWait(trigger);
          PinnedBody.run(() -> trail.add("signalled " + trigger.await(Duration.ofSeconds(5))));
          return null;
        });
    assertThat(trail).containsExactly("signalled " + (engine == Engine.BATON));
  }
}
