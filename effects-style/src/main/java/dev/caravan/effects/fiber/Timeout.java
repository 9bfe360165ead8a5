package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.spi.Carrier;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A limit on how long something may take, to be passed to those who obey it; or none. Immutable.
 * The time is that of whoever carries the caller. Source of the concept: eio's {@code
 * Time.Timeout}.
 *
 * <p>A body runs on its caller, in a scope that is cancelled when the limit runs out; what it
 * started must end before it does. Outside any domain, a wait of the JDK on a thread that Caravan
 * has not made is interrupted in {@link dev.caravan.core.kernel.Blocking} only. A body that returns
 * a value has not timed out, even if it took too long: what an operation has done before it noticed
 * is not lost. (In eio the timeout wins there.)
 */
public final class Timeout {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Timeout NONE = new Timeout(null);
  private static final BigDecimal MILLISECOND = new BigDecimal("0.001");
  private static final BigDecimal HUNDRED_MILLISECONDS = new BigDecimal("0.1");
  private static final BigDecimal TWO_MINUTES = BigDecimal.valueOf(120);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int SMALLEST_PLAIN = -4;
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

  private final @Nullable Duration limit;

  private Timeout(@Nullable Duration limit) {
    this.limit = limit;
  }

  /**
   * A limit.
   *
   * @param limit how long at most; zero or less ends a body at its first wait
   * @return the timeout
   */
  public static Timeout of(Duration limit) {
    return new Timeout(Objects.requireNonNull(limit, "the limit of a timeout is null"));
  }

  /**
   * No limit.
   *
   * @return the timeout that never runs out
   */
  public static Timeout none() {
    return NONE;
  }

  /**
   * How long something may take.
   *
   * @return the limit; empty if there is none
   */
  public Optional<Duration> limit() {
    return Optional.ofNullable(limit);
  }

  /**
   * Runs a body within the limit.
   *
   * @param body what to run; not at all if the caller's scope is cancelled
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws, even after the limit ran out
   * @throws TimedOut if the limit ran out and the body ended with {@link Cancelled}, which is the
   *     cause
   * @throws Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T call(ThrowingSupplier<T, X> body)
      throws X {
    return this.<T, X>within(
        body,
        expired -> {
          throw expired;
        });
  }

  private <T extends @Nullable Object, X extends Throwable> T within(
      ThrowingSupplier<T, X> body, Function<TimedOut, T> whenExpired) throws X {
    if (limit == null) {
      CancelScope.check();
      return body.get();
    }
    CancelScope outer = Carrier.current().scope();
    try (CancelScope scope = outer == null ? CancelScope.root() : outer.child()) {
      Expiry expiry = new Expiry(limit, scope);
      Alarm.Setting setting = Alarm.current().after(limit, expiry);
      try {
        return scope.call(body);
      } catch (Cancelled cancelled) {
        if (!expiry.cancelledTheScope()) {
          throw cancelled;
        }
        return whenExpired.apply(expiry.at(cancelled));
      } finally {
        setting.cancel();
      }
    }
  }

  /** What cancels the scope, and knows whether it was the one. */
  private static final class Expiry implements Runnable {
    private final Duration limit;
    private final CancelScope scope;
    private volatile @Nullable TimedOut reason;

    Expiry(Duration limit, CancelScope scope) {
      this.limit = limit;
      this.scope = scope;
    }

    @Override
    public void run() {
      TimedOut mine = make();
      reason = mine;
      try {
        scope.cancel(mine);
      } catch (RuntimeException | Error e) { // of a callback; all were woken
        mine.addSuppressed(e);
      }
    }

    private TimedOut make() {
      return new TimedOut("the end of a body with a timeout", limit);
    }

    boolean cancelledTheScope() {
      Throwable why = scope.reason().orElse(null);
      return why != null && why == reason;
    }

    /** The exception for the caller of the body, with its stack. */
    TimedOut at(Cancelled end) {
      TimedOut timedOut = make();
      timedOut.initCause(end);
      return timedOut;
    }
  }

  /**
   * Runs a body without a value within the limit; see {@link #call}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws TimedOut if the limit ran out and cancelled the body
   * @throws Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public <X extends Throwable> void run(ThrowingRunnable<X> body) throws X {
    this.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Runs a body within the limit, and says so if it ran out.
   *
   * @param body what to run; its value is not null
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value; empty if the limit ran out and cancelled the body
   * @throws X whatever the body throws, even after the limit ran out
   * @throws Cancelled if the caller's scope was cancelled first
   */
  @Suspends
  public <T, X extends Throwable> Optional<T> tryCall(ThrowingSupplier<T, X> body) throws X {
    return this.<Optional<T>, X>within(() -> Optional.of(body.get()), expired -> Optional.empty());
  }

  /**
   * Suspends the caller until the limit has run out; for ever if there is none.
   *
   * @throws Cancelled if the caller's scope was cancelled before
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted before
   */
  @Suspends
  public void sleep() {
    Time.sleep(limit == null ? FOR_EVER : limit);
  }

  // ---- as text

  /** The limit in its largest fitting unit, with two digits: "10ms", "0.1s", "62s", "2m". */
  @Override
  public String toString() {
    return limit == null ? "(no timeout)" : text(seconds(limit));
  }

  private static BigDecimal seconds(Duration limit) {
    return BigDecimal.valueOf(limit.getSeconds())
        .add(BigDecimal.valueOf(limit.getNano(), 9))
        .stripTrailingZeros();
  }

  private static String text(BigDecimal seconds) {
    if (seconds.compareTo(MILLISECOND) >= 0 && seconds.compareTo(HUNDRED_MILLISECONDS) < 0) {
      return twoDigits(seconds.movePointRight(3)) + "ms";
    }
    return seconds.compareTo(TWO_MINUTES) < 0
        ? twoDigits(seconds) + "s"
        : twoDigits(seconds.divide(BigDecimal.valueOf(60), MathContext.DECIMAL64)) + "m";
  }

  /** As C's {@code %.2g}, but large numbers are whole ones. */
  private static String twoDigits(BigDecimal number) {
    if (number.abs().compareTo(HUNDRED) >= 0) {
      return number.setScale(0, RoundingMode.HALF_EVEN).toPlainString();
    }
    BigDecimal rounded = number.round(TWO_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (rounded.signum() == 0 || exponent >= SMALLEST_PLAIN) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.movePointRight(-exponent).toPlainString();
    return mantissa + String.format(Locale.ROOT, "e-%02d", -exponent);
  }
}
