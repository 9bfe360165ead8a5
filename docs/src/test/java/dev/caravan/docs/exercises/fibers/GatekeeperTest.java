package dev.caravan.docs.exercises.fibers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.docs.exercises.Exercise;
import dev.caravan.effects.fiber.Eio;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
  private final Gatekeeper subject = Exercise.subject(Gatekeeper.class);
  private final List<String> said = new ArrayList<>();
  private final Resolver<String> closing = Promise.create("closing");
  private final Stream<Integer> gate = Stream.create(0);

  private void keepTheGate() {
    subject.serve(
        gate,
        2,
        closing.promise(),
        guest -> {
          said.add("in " + guest);
          Fiber.sleep(Duration.ofHours(guest));
          said.add("out " + guest);
        });
    said.add("closed");
  }

  private void come(int... guests) {
    for (int guest : guests) {
      gate.add(guest);
    }
  }

  @Test
  void whoComesWhenAllPlacesAreTakenWaits() {
    Eio.builder()
        .deterministic()
        .run(env ->
            Fiber.both(
                this::keepTheGate,
                () -> {
                  come(3, 1, 5);
                  closing.resolve("evening");
                }));
    assertThat(said).containsExactly("in 3", "in 1", "out 1", "in 5", "out 3", "out 5", "closed");
  }

  @Test
  void whoIsTakenAtTheMomentOfClosingIsServed() {
    Stream<Integer> open = Stream.create(1);
    Eio.builder()
        .deterministic()
        .run(env ->
            Fiber.both(
                () -> subject.serve(open, 2, closing.promise(), guest -> said.add("in " + guest)),
                () -> {
                  closing.resolve("evening");
                  open.add(4);
                }));
    assertThat(said.size() + open.size()).as("guests served or still outside").isEqualTo(1);
  }

  @Test
  void aServiceThatFailsEndsItAll() {
    assertThatThrownBy(() ->
            Eio.builder()
                .deterministic()
                .run(env ->
                    Fiber.both(
                        () ->
                            subject.serve(
                                gate,
                                2,
                                closing.promise(),
                                guest -> {
                                  throw new IllegalArgumentException("no room for " + guest);
                                }),
                        () -> come(1))))
        .hasMessage("no room for 1");
  }
}
