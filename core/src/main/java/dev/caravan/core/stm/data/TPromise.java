package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that will be there once, for transactions: fulfilled or failed by whoever knows, awaited
 * by any number. In a transaction it is settled only if that takes effect. Source of the concept:
 * kcas_data's {@code Promise}.
 *
 * @param <T> the type of the value
 */
public final class TPromise<T extends @Nullable Object> {
  private sealed interface End<T extends @Nullable Object> {}

  private record Value<T extends @Nullable Object>(T value) implements End<T> {}

  private record Failure<T extends @Nullable Object>(Throwable error) implements End<T> {}

  private final TVar<@Nullable End<T>> end = TVar.of(null);

  /** Makes a pending promise. */
  public TPromise() {}

  // ---- settling

  /**
   * Settles it with a value.
   *
   * @param value the value
   * @throws IllegalStateException if it is settled already
   */
  public void fulfill(T value) {
    settle(new Value<>(value));
  }

  /**
   * Settles it with a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the value
   * @throws IllegalStateException if it is settled already; passes through the transaction
   */
  public void fulfill(Txn tx, T value) {
    settle(tx, new Value<>(value));
  }

  /**
   * Settles it with a failure.
   *
   * @param error what its waiters get
   * @throws IllegalStateException if it is settled already
   */
  public void fail(Throwable error) {
    settle(failure(error));
  }

  /**
   * Settles it with a failure. Part of a transaction.
   *
   * @param tx the transaction
   * @param error what its waiters get
   * @throws IllegalStateException if it is settled already; passes through the transaction
   */
  public void fail(Txn tx, Throwable error) {
    settle(tx, failure(error));
  }

  /**
   * Settles it with a value, unless it is settled.
   *
   * @param value the value
   * @return true if this call settled it
   */
  public boolean tryFulfill(T value) {
    return end.compareAndSet(null, new Value<>(value));
  }

  /**
   * Settles it with a value, unless it is settled. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the value
   * @return true if this call settled it
   */
  public boolean tryFulfill(Txn tx, T value) {
    return end.compareAndSet(tx, null, new Value<>(value));
  }

  /**
   * Settles it with a failure, unless it is settled.
   *
   * @param error what its waiters get
   * @return true if this call settled it
   */
  public boolean tryFail(Throwable error) {
    return end.compareAndSet(null, failure(error));
  }

  /**
   * Settles it with a failure, unless it is settled. Part of a transaction.
   *
   * @param tx the transaction
   * @param error what its waiters get
   * @return true if this call settled it
   */
  public boolean tryFail(Txn tx, Throwable error) {
    return end.compareAndSet(tx, null, failure(error));
  }

  private static <T extends @Nullable Object> End<T> failure(Throwable error) {
    return new Failure<>(Objects.requireNonNull(error, "the failure of a TPromise is null"));
  }

  private void settle(End<T> with) {
    if (!end.compareAndSet(null, with)) {
      throw settledTwice(end.get());
    }
  }

  private void settle(Txn tx, End<T> with) {
    if (!end.compareAndSet(tx, null, with)) {
      throw settledTwice(end.get(tx));
    }
  }

  private static IllegalStateException settledTwice(@Nullable End<?> found) {
    return new IllegalStateException("a TPromise is settled twice: it is " + text(found));
  }

  // ---- waiting

  /**
   * Waits until it is settled.
   *
   * @return the value
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await() {
    return await(TxnOptions.defaults());
  }

  /**
   * Waits until it is settled, for a limited time.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the value
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T await(Duration limit) {
    return await(TxnOptions.defaults().within(limit));
  }

  private T await(TxnOptions options) {
    End<T> now = end.get();
    return valueOf(
        now != null
            ? now
            : Stm.<End<T>, RuntimeException>atomically(options, tx -> tx.orRetry(end.get(tx))));
  }

  /**
   * The value; {@linkplain Txn#retry() retries} while it is pending.
   *
   * @param tx the transaction
   * @return the value
   * @throws TaskFailed if it failed with a checked exception; unchecked ones and errors are
   *     rethrown as they are
   */
  public T await(Txn tx) {
    return valueOf(tx.orRetry(end.get(tx)));
  }

  private T valueOf(End<T> settled) {
    return switch (settled) {
      case Value<T>(T value) -> value;
      case Failure<T>(RuntimeException error) -> throw error;
      case Failure<T>(Error error) -> throw error;
      case Failure<T>(Throwable error) -> throw new TaskFailed("a TPromise", error);
    };
  }

  // ---- looking

  /**
   * Whether it is settled.
   *
   * @return true once it is
   */
  public boolean isDone() {
    return end.get() != null;
  }

  /**
   * Whether it is settled. Part of a transaction.
   *
   * @param tx the transaction
   * @return true once it is
   */
  public boolean isDone(Txn tx) {
    return end.get(tx) != null;
  }

  /**
   * What it has come to.
   *
   * @return the outcome, which is no cancellation; empty while it is pending
   */
  public Optional<Outcome<T>> peek() {
    return Optional.ofNullable(end.get()).map(TPromise::outcome);
  }

  /**
   * What it has come to. Part of a transaction.
   *
   * @param tx the transaction
   * @return the outcome, which is no cancellation; empty while it is pending
   */
  public Optional<Outcome<T>> peek(Txn tx) {
    return Optional.ofNullable(end.get(tx)).map(TPromise::outcome);
  }

  private static <T extends @Nullable Object> Outcome<T> outcome(End<T> end) {
    return switch (end) {
      case Value<T>(T value) -> new Outcome.Returned<>(value);
      case Failure<T>(Throwable error) -> new Outcome.Failed<>(error);
    };
  }

  /** What it has come to, for messages. */
  @Override
  public String toString() {
    return text(end.get());
  }

  private static String text(@Nullable End<?> end) {
    return switch (end) {
      case null -> "pending";
      case Value<?>(Object value) -> "fulfilled with " + value;
      case Failure<?>(Throwable error) -> "failed with " + error;
    };
  }
}
