package dev.caravan.effects.miou;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Trigger;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the tests of Miou share. */
final class Rig {
  private Rig() {}

  static Stream<Engine> engines() {
    return Arrays.stream(Engine.values()).filter(Engine::isAvailable);
  }

  /** Two domains besides the first. */
  static MiouOptions on(Engine engine) {
    return MiouOptions.defaults().engine(engine).domains(2);
  }

  static <X extends Throwable> void run(Engine engine, ThrowingRunnable<X> body) throws X {
    Miou.runVoid(on(engine), body);
  }

  /** The loop that only cancelling ends. */
  static int infinite() {
    while (true) {
      Miou.yieldNow();
    }
  }

  /** Lets others run until a condition holds; the test's own limit is the limit. */
  static void yieldUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Miou.yieldNow();
    }
  }

  /** The wait that only cancelling ends. */
  static String waitsForEver() {
    new Trigger("nothing").await();
    return "never";
  }

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Returned<T> returned -> returned.value();
      default -> throw new AssertionError("no value: " + outcome);
    };
  }

  static boolean isCancelled(Outcome<?> outcome) {
    return outcome instanceof Outcome.WasCancelled<?>;
  }
}
