package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.spi.Carrier;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when a task first asks for it, once, whichever domains ask. If the
 * computation fails, each who asks gets the failure, even the {@link Cancelled} of a child; if the
 * task that computes is itself cancelled, or interrupted, the next one computes.
 *
 * <p>Source: Miou's {@code Lazy}.
 *
 * @param <T> the type of the value
 */
public final class Lazy<T extends @Nullable Object> {
  /** The computation of a lazy value asked for that value. */
  public static final class Undefined extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Undefined(Task<?> task) {
      super("the value that " + task + " computes was asked for by its own computation");
    }
  }

  private record Attempt<T extends @Nullable Object>(Task<?> task, Computation<T> value) {}

  private final ThrowingSupplier<? extends T, ?> body;
  private final AtomicReference<@Nullable Attempt<T>> attempt = new AtomicReference<>();

  private Lazy(ThrowingSupplier<? extends T, ?> body) {
    this.body = body;
  }

  /**
   * Describes a value.
   *
   * @param body computes it
   * @param <T> the type of the value
   * @return the lazy value
   */
  public static <T extends @Nullable Object> Lazy<T> of(ThrowingSupplier<? extends T, ?> body) {
    return new Lazy<>(Objects.requireNonNull(body, "body"));
  }

  /**
   * Computes the value, or waits for the task that does, unless it is known.
   *
   * @return the value
   * @throws Undefined if the caller is computing it
   * @throws TaskFailed if the computation failed with a checked exception; unchecked ones and
   *     errors are rethrown as they are
   * @throws Cancelled if the caller is cancelled first
   * @throws Interrupted if the caller's thread is interrupted first
   */
  @Suspends
  public T force() {
    Task<?> me = Task.suspending("force");
    while (true) {
      Attempt<T> known = attempt.get();
      if (known == null) {
        Attempt<T> mine = new Attempt<>(me, new Computation<>());
        if (attempt.compareAndSet(null, mine)) {
          compute(mine);
          known = mine;
        } else {
          continue;
        }
      } else if (known.value.isRunning() && known.task == me) {
        throw new Undefined(me);
      }
      Awaiting.untilDecided(known.value);
      if (!known.value.isCancelled()) {
        me.home.tick(me);
        return known.value.get();
      }
    }
  }

  private void compute(Attempt<T> mine) {
    try {
      mine.value.tryReturn(body.get());
    } catch (Throwable thrown) {
      if (endsTheCallerAlone(thrown)) {
        attempt.set(null);
        mine.value.tryCancel(null);
        throw (RuntimeException) thrown;
      }
      mine.value.tryFail(thrown);
    }
  }

  /** Whether it is the caller that was stopped, rather than the computation that failed. */
  private static boolean endsTheCallerAlone(Throwable thrown) {
    if (thrown instanceof Cancelled) {
      CancelScope scope = Carrier.current().scope();
      return scope != null && scope.isCancelled();
    }
    return thrown instanceof Interrupted;
  }
}
