package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in a switch on a deterministic domain of each engine in turn, and has what eio's
 * transcripts need of its fibers.
 */
final class OnDomain {
  private static final FiberLocal<Switch> SWITCH = FiberLocal.named("switch of the program");

  private OnDomain() {}

  static <X extends Throwable> void run(ThrowingRunnable<X> program) throws X {
    for (Engine engine : Engine.values()) {
      if (engine.isAvailable()) {
        Domain.builder()
            .deterministic()
            .engine(engine)
            .<@Nullable Void, X>run(domain -> {
              inSwitch(program);
              return null;
            });
      }
    }
  }

  /** Runs a program that may {@link #fork}. */
  static <X extends Throwable> void inSwitch(ThrowingRunnable<X> program) throws X {
    Switch.<X>run(sw -> SWITCH.<X>runWith(sw, program));
  }

  static void fork(ThrowingRunnable<RuntimeException> body) {
    SWITCH.get().orElseThrow().fork(body);
  }

  static void yieldNow() {
    Fiber.yieldNow();
  }

  static void fail(String message) {
    throw new RuntimeException(message);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  static void all(ThrowingRunnable<RuntimeException>... branches) {
    Fiber.all(branches);
  }

  static void both(ThrowingRunnable<RuntimeException> a, ThrowingRunnable<RuntimeException> b) {
    Fiber.both(a, b);
  }

  static <T> T first(
      ThrowingSupplier<T, RuntimeException> a, ThrowingSupplier<T, RuntimeException> b) {
    return Fiber.first(a, b);
  }
}
