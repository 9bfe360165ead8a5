package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when it is first asked for, once, by whoever asks first; the others wait
 * for it. What the computation throws is recorded too, and thrown to everybody. May be used from
 * any thread, domain or pool. A computation that asks for its own value waits for ever.
 *
 * <p>What becomes of a computation whose fiber is cancelled is decided by {@link OnCancel}. Source
 * of the concept: eio's {@code Lazy}.
 *
 * @param <T> the type of the value
 */
public final class Lazy<T extends @Nullable Object> {
  /*
   * State: Unforced ──force──► Attempt (running) ──► Attempt (returned or failed), for good
   *            ▲                     │
   *            └── cancelled, RESTART┘ then the attempt is decided as cancelled, and who waits for it
   *                                    looks again
   */

  /** What a cancellation of the one who computes does. */
  public enum OnCancel {
    /** The next who wants the value computes it anew, one of those who wait first. */
    RESTART,
    /** The cancellation is the result: everybody gets the same {@link Cancelled}. */
    RECORD,
    /** The computation is out of reach of cancellation. */
    PROTECT
  }

  private record Unforced<T extends @Nullable Object>(ThrowingSupplier<? extends T, ?> body) {}

  private final OnCancel onCancel;
  private final AtomicReference<Object> state; // an Unforced<T> or a Computation<T>

  private Lazy(OnCancel onCancel, Object state) {
    this.onCancel = onCancel;
    this.state = new AtomicReference<>(state);
  }

  /**
   * A value to be computed.
   *
   * @param onCancel what a cancellation of the one who computes does
   * @param body computes the value, on the fiber that asks first and in its scope; may suspend
   * @param <T> the type of the value
   * @return the lazy value; nothing is computed yet
   */
  public static <T extends @Nullable Object> Lazy<T> of(
      OnCancel onCancel, ThrowingSupplier<? extends T, ?> body) {
    Objects.requireNonNull(body, "the body of a lazy value is null");
    return new Lazy<>(Objects.requireNonNull(onCancel, "onCancel is null"), new Unforced<T>(body));
  }

  /**
   * A value that is there already.
   *
   * @param value the value
   * @param <T> the type of the value
   * @return the lazy value
   */
  public static <T extends @Nullable Object> Lazy<T> value(T value) {
    Computation<T> done = new Computation<>();
    done.tryReturn(value);
    return new Lazy<>(OnCancel.PROTECT, done);
  }

  /**
   * The value: computes it, or waits while somebody else does. Returns at once if it is there, even
   * in a cancelled scope.
   *
   * @return the value
   * @throws TaskFailed if the computation threw a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws Cancelled if the caller's scope was cancelled while it waited or computed; or, with
   *     {@link OnCancel#RECORD}, if that of the one who computed was
   * @throws Interrupted if the caller's thread was interrupted while it waited or computed
   */
  @Suspends
  public T force() {
    while (true) {
      Object seen = state.get();
      if (seen instanceof Unforced<?>) {
        Computation<T> attempt = new Computation<>();
        if (state.compareAndSet(seen, attempt)) {
          compute(unforced(seen), attempt);
          return attempt.get();
        }
      } else {
        Computation<T> attempt = attempt(seen);
        awaitEnd(attempt);
        if (!attempt.isCancelled()) {
          return attempt.get();
        }
      }
    }
  }

  /**
   * Whether the value, or what the computation threw, is there. Never suspends.
   *
   * @return true if {@link #force()} will not wait
   */
  public boolean isForced() {
    Object seen = state.get();
    return !(seen instanceof Unforced<?>) && !attempt(seen).isRunning();
  }

  private void compute(Unforced<T> unforced, Computation<T> attempt) {
    try {
      attempt.tryReturn(
          onCancel == OnCancel.PROTECT
              ? CancelScope.<T, Throwable>protect(unforced.body()::get)
              : unforced.body().get());
    } catch (Throwable thrown) {
      if (onCancel == OnCancel.RESTART && endsTheCallerAlone(thrown)) {
        state.set(unforced);
        attempt.tryCancel(null);
        throw (RuntimeException) thrown;
      }
      attempt.tryFail(thrown);
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

  private void awaitEnd(Computation<T> attempt) {
    if (attempt.isRunning()) {
      Trigger trigger = new Trigger(this);
      if (attempt.tryAttach(trigger)) {
        try {
          trigger.await();
        } catch (Cancelled | Interrupted e) {
          attempt.detach(trigger);
          throw e;
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // only this class sets the state
  private Unforced<T> unforced(Object seen) {
    return (Unforced<T>) seen;
  }

  @SuppressWarnings("unchecked") // only this class sets the state
  private Computation<T> attempt(Object seen) {
    return (Computation<T>) seen;
  }

  /** Names the lazy value in messages and dumps. */
  @Override
  public String toString() {
    return Identity.of(this, "lazy value", null);
  }
}
