package dev.caravan.docs.exercises.fibers;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Semaphore;
import dev.caravan.effects.fiber.Stream;
import dev.caravan.effects.fiber.Switch;
import java.util.Optional;

/**
 * If a guest comes at the moment of closing, both have happened: the combination keeps the guest.
 */
class GatekeeperSolution extends Gatekeeper {
  @Override
  <T> void serve(
      Stream<T> gate,
      int most,
      Promise<?> closing,
      ThrowingConsumer<? super T, RuntimeException> service) {
    Semaphore places = Semaphore.create(most);
    Switch.run(sw -> {
      Optional<T> guest = next(gate, places, closing);
      while (guest.isPresent()) {
        T inside = guest.get();
        sw.fork(() -> {
          service.accept(inside);
          places.release();
        });
        guest = next(gate, places, closing);
      }
    });
  }

  private static <T> Optional<T> next(Stream<T> gate, Semaphore places, Promise<?> closing) {
    return Fiber.first(
        (one, other) -> one.isPresent() ? one : other,
        () -> {
          closing.await();
          return Optional.empty();
        },
        () -> {
          places.acquire();
          return Optional.of(gate.take());
        });
  }
}
