package dev.caravan.docs.exercises.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.miou.Miou;
import dev.caravan.effects.miou.Orphans;
import dev.caravan.effects.miou.Task;
import java.util.List;
import java.util.Optional;

/** {@code get} gives each end once, whoever ends first. */
class FirstGoodSolution extends FirstGood {
  @Override
  <T> T ask(List<ThrowingSupplier<T, ?>> bodies) {
    Orphans<T> asked = Miou.orphans();
    bodies.forEach(asked::async);
    Optional<Outcome<T>> end = asked.get();
    while (end.isPresent()) {
      if (end.get() instanceof Outcome.Returned<T> answer) {
        cancelAll(asked);
        return answer.value();
      }
      end = asked.get();
    }
    throw new IllegalStateException("nobody knows");
  }

  private static void cancelAll(Orphans<?> asked) {
    Optional<? extends Task<?>> next = asked.take();
    while (next.isPresent()) {
      next.get().cancel();
      next = asked.take();
    }
  }
}
