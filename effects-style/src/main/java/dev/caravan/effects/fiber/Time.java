package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for time to pass. The time is that of whoever carries the caller: the system's, or in a
 * domain its clock, which may be a mock. Source of the concept: eio's {@code Time.Mono}.
 */
public final class Time {
  private Time() {}

  /**
   * The time that only goes forward, by which waits with a limit count.
   *
   * @return nanoseconds since some moment; only differences mean something
   */
  public static long nanoTime() {
    return Carrier.now();
  }

  /**
   * Suspends the caller for some time.
   *
   * @param duration how long; zero or less lets those fibers go first that are queued already; more
   *     than a century is for ever
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled before
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted before
   */
  @Suspends
  public static void sleep(Duration duration) {
    boolean _ = new Trigger("the end of a sleep of " + duration).await(duration);
  }

  /**
   * Suspends the caller until some moment.
   *
   * @param deadline a {@link #nanoTime()}; a moment that has passed lets those fibers go first that
   *     are queued already
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled before
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted before
   */
  @Suspends
  public static void sleepUntil(long deadline) {
    sleep(Duration.ofNanos(deadline - nanoTime()));
  }

  /**
   * Runs a body for a limited time; see {@link Timeout#call}.
   *
   * @param limit how long at most
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws TimedOut if the limit ran out and cancelled the body
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T withTimeout(
      Duration limit, ThrowingSupplier<T, X> body) throws X {
    return Timeout.of(limit).call(body);
  }

  /**
   * Runs a body without a value for a limited time; see {@link Timeout#run}.
   *
   * @param limit how long at most
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out and cancelled the body
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public static <X extends Throwable> void runWithTimeout(Duration limit, ThrowingRunnable<X> body)
      throws X {
    Timeout.of(limit).run(body);
  }
}
