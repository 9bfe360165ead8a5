package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work in the background. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class OrphansTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t41: a child must not create a task in its parent's orphans")
  void ofAnotherTask(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Orphans<Integer> orphans = Miou.orphans();
          assertThatThrownBy(() -> Miou.asyncVoid(() -> orphans.async(() -> 1)).await())
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("the orphans are owned by task 0 ");
          assertThat(orphans.length()).isZero();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t47: a child must not get from its parent's orphans")
  void getByAnotherTask(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Orphans<Integer> orphans = Miou.orphans();
          assertThatThrownBy(() -> Miou.callVoid(orphans::get).await())
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("the orphans are owned by task 0 ");
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t45: 42 sleeping orphans are taken and cancelled")
  void takenAndCancelled(Engine engine) {
    VirtualEvents time = new VirtualEvents();
    Random random = new Random(45);
    Miou.runVoid(
        Rig.on(engine).events(time::on),
        () -> {
          Orphans<Integer> orphans = Miou.orphans();
          for (int i = 0; i < 42; i++) {
            Duration duration = Duration.ofSeconds(random.nextInt(10));
            orphans.async(() -> {
              time.sleep(duration);
              return 1;
            });
          }
          Miou.yieldNow();
          for (var next = orphans.take(); next.isPresent(); next = orphans.take()) {
            next.get().cancel();
          }
          assertThat(orphans.length()).isZero();
        });
    assertThat(time.now()).isZero();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t46: get gives each end once, then nothing")
  void getGivesEachEndOnce(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Orphans<Integer> orphans = Miou.orphans();
          assertThat(orphans.get()).isEmpty();
          orphans.async(() -> 1);
          orphans.call(() -> 2);
          orphans.async(() -> {
            throw new IOException("third");
          });
          assertThat(orphans.length()).isEqualTo(3);
          int good = 0;
          int bad = 0;
          for (var next = orphans.get(); next.isPresent(); next = orphans.get()) {
            switch (next.get()) {
              case Outcome.Returned<Integer> returned -> good++;
              default -> bad++;
            }
          }
          assertThat(good).isEqualTo(2);
          assertThat(bad).isEqualTo(1);
          assertThat(orphans.length()).isZero();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t48: a task that waits in get can be cancelled, and its orphan with it")
  void cancelledInGet(Engine engine) {
    Rig.run(
        engine,
        () -> {
          AtomicReference<Task<Integer>> orphan = new AtomicReference<>();
          Task<?> child =
              Miou.asyncVoid(() -> {
                Orphans<Integer> orphans = Miou.orphans();
                orphan.set(orphans.async(Rig::infinite));
                orphans.get();
              });
          while (orphan.get() == null) {
            Miou.yieldNow();
          }
          child.cancel();
          assertThat(Rig.isCancelled(child.awaitOutcome())).isTrue();
          assertThat(orphan.get().state()).isEqualTo(Task.State.FINISHED);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("care takes out one that has ended, if there is one")
  void care(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Orphans<Integer> orphans = Miou.orphans();
          Task<Integer> endless = orphans.async(Rig::infinite);
          Task<Integer> brief = orphans.async(() -> 1);
          assertThat(orphans.care()).isEqualTo(Optional.empty());
          Miou.yieldNow();
          assertThat(orphans.care()).containsSame(brief);
          assertThat(orphans.length()).isEqualTo(1);
          assertThat(brief.await()).isEqualTo(1);
          assertThat(orphans.take()).containsSame(endless);
          endless.cancel();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("an orphan that is never taken is a forgotten child")
  void neverTaken(Engine engine) {
    assertThatThrownBy(() -> Rig.run(engine, () -> Miou.<Integer>orphans().async(() -> 1)))
        .isInstanceOf(StillHasChildren.class);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("an orphan is given a resource")
  void giving(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Orphans<String> orphans = Miou.orphans();
          Owned<String> socket = Owned.of("socket", s -> {}).own();
          orphans.async(
              Miou.giving(socket),
              () -> {
                String value = socket.value();
                socket.release();
                return value;
              });
          assertThat(orphans.get().map(Rig::value)).contains("socket");
        });
  }
}
