package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that can only be reached under its lock. Waiting for the lock suspends the task, not the
 * worker, and the body may itself wait. Waiters get the lock in the order in which they came.
 *
 * <p>Not re-entrant: a body that asks again for the lock on its own stack gets an error. A part of
 * a fork-join in the body, or a task that the body awaits, must not ask for it either: it gets that
 * error if it happens to run on the same stack, and waits for ever if it does not.
 *
 * <p>What one body did happens before the next body. Source of the concept: Moonpool's {@code
 * Lock}, whose body must not await.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="guarded"}
 *
 * @param <T> the type of the value
 */
public final class Guarded<T extends @Nullable Object> {
  /*
   * holder == null: free. Otherwise held; releasing hands the lock to the first waiter whose
   * trigger it can still signal: a waiter that was cancelled or timed out has settled its trigger,
   * loses the race, and is passed over. Meanwhile the holder is HANDED_ON and not yet that waiter,
   * which may have given up and be asking anew. The monitor guards holder and waiters, for a few
   * instructions at a time; value is guarded by the lock itself.
   */
  private static final Object HANDED_ON = new Object();
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final Object monitor = new Object();
  private final ArrayDeque<Trigger> waiters = new ArrayDeque<>();
  private @Nullable Object holder; // a carrier, or HANDED_ON
  private T value;

  private Guarded(T value) {
    this.value = value;
  }

  /**
   * Guards a value.
   *
   * @param value the first value
   * @param <T> its type
   * @return the guarded value
   */
  public static <T extends @Nullable Object> Guarded<T> of(T value) {
    return new Guarded<>(value);
  }

  /**
   * Runs a body with the value, under the lock. The lock is released when the body ends, also by an
   * exception.
   *
   * @param body given the value; must not let a mutable value escape
   * @param <R> the type of the result
   * @param <X> what the body may throw
   * @return the result of the body
   * @throws X whatever the body throws
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock
   */
  @Suspends
  public <R extends @Nullable Object, X extends Throwable> R with(
      ThrowingFunction<? super T, R, X> body) throws X {
    return locked(FOREVER, body);
  }

  /**
   * Runs a body without a result as {@link #with(ThrowingFunction)}.
   *
   * @param body given the value; must not let a mutable value escape
   * @param <X> what the body may throw
   * @throws X whatever the body throws
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock
   */
  @Suspends
  public <X extends Throwable> void withVoid(ThrowingConsumer<? super T, X> body) throws X {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, X>with(current -> {
      body.accept(current);
      return null;
    });
  }

  /**
   * Runs a body as {@link #with}, waiting for the lock for a limited time. The limit does not bound
   * the body.
   *
   * @param limit how long to wait for the lock at most
   * @param body given the value
   * @param <R> the type of the result
   * @param <X> what the body may throw
   * @return the result of the body
   * @throws X whatever the body throws
   * @throws TimedOut if the limit ran out first; the body did not run
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock
   */
  @Suspends
  public <R extends @Nullable Object, X extends Throwable> R with(
      Duration limit, ThrowingFunction<? super T, R, X> body) throws X {
    return locked(Objects.requireNonNull(limit, "limit"), body);
  }

  private <R extends @Nullable Object, X extends Throwable> R locked(
      Duration limit, ThrowingFunction<? super T, R, X> body) throws X {
    Trigger turn = acquireOrQueue();
    if (turn != null && !awaitTurn(turn, limit)) {
      throw new TimedOut(toString(), limit);
    }
    try {
      return body.apply(value);
    } finally {
      release();
    }
  }

  /**
   * The value at some moment. A mutable value must not be used outside the lock: see {@link #with}.
   *
   * @return the value
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock
   */
  @Suspends
  public T get() {
    return this.<T, RuntimeException>with(current -> current);
  }

  /**
   * Replaces the value.
   *
   * @param next the new value
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock; the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock; the value stays
   */
  @Suspends
  public void set(T next) {
    update(old -> next);
  }

  /**
   * Replaces the value by a function of it. If the function throws, the value stays.
   *
   * @param f the function
   * @return the new value
   * @throws IllegalStateException if the caller holds the lock already, or in a strict transaction
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited
   *     for the lock; the value stays
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited for the lock; the value stays
   */
  @Suspends
  public T update(UnaryOperator<T> f) {
    return this.<T, RuntimeException>with(old -> {
      value = f.apply(old);
      return value;
    });
  }

  private @Nullable Trigger acquireOrQueue() {
    NoEffects.refuse("lock", this);
    Carrier me = Carrier.current();
    synchronized (monitor) {
      if (holder == null) {
        holder = me;
        return null;
      }
      if (holder == me) {
        throw new IllegalStateException(
            "the holder of " + this + " asks for it again; the lock is not re-entrant");
      }
      Trigger turn = new Trigger(this);
      waiters.add(turn);
      return turn;
    }
  }

  private boolean awaitTurn(Trigger turn, Duration limit) {
    try {
      return turn.await(limit);
    } finally {
      synchronized (monitor) {
        if (turn.isSignaled()) {
          holder = Carrier.current();
        } else {
          waiters.remove(turn);
        }
      }
    }
  }

  private void release() {
    while (true) {
      Trigger next;
      synchronized (monitor) {
        next = waiters.poll();
        holder = next == null ? null : HANDED_ON;
      }
      if (next == null || next.signal()) {
        return;
      }
    }
  }

  @Override
  public String toString() {
    return "guarded value@" + Integer.toHexString(System.identityHashCode(this));
  }
}
