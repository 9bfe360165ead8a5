package dev.caravan.docs.exercises.cancellation;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.effects.fiber.Fiber;
import dev.caravan.effects.fiber.Promise;
import dev.caravan.effects.fiber.Resolver;
import dev.caravan.effects.fiber.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Each attempt races against all that come after it; one that fails waits to be cancelled. */
class AttemptsSolution extends Attempts {
  @Override
  <T> T firstToSucceed(
      Duration patience, List<? extends ThrowingSupplier<T, RuntimeException>> attempts) {
    return new Run<>(Timeout.of(patience), attempts).from(0);
  }

  private static final class Run<T> {
    private final Timeout patience;
    private final List<? extends ThrowingSupplier<T, RuntimeException>> attempts;
    private int left;

    Run(Timeout patience, List<? extends ThrowingSupplier<T, RuntimeException>> attempts) {
      this.patience = patience;
      this.attempts = attempts;
      this.left = attempts.size();
    }

    T from(int index) {
      Resolver<String> failure = Promise.create("the failure of attempt " + index);
      if (index == attempts.size() - 1) {
        return attempt(index, failure);
      }
      return Fiber.first(
          () -> attempt(index, failure),
          () -> {
            Optional<String> _ = patience.tryCall(() -> failure.promise().await());
            return from(index + 1);
          });
    }

    private T attempt(int index, Resolver<String> failure) {
      try {
        return attempts.get(index).get();
      } catch (Cancelled e) {
        throw e;
      } catch (RuntimeException e) {
        left--;
        if (left == 0) {
          throw e;
        }
        failure.resolve(String.valueOf(e.getMessage()));
        return Fiber.awaitCancel();
      }
    }
  }
}
