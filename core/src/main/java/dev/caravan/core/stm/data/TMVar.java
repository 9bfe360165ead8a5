package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place for one value, for transactions: a put waits while it is full, a take while it is empty.
 * Among several that wait, any may be next. A lock, a fork of the dining philosophers, a channel of
 * one. Source of the concept: kcas_data's {@code Mvar}, after Haskell's.
 *
 * @param <T> the type of the value, which is never null
 */
public final class TMVar<T> {
  private final TVar<@Nullable T> place;

  private TMVar(@Nullable T value) {
    place = TVar.of(value);
  }

  /**
   * Makes an empty one.
   *
   * @param <T> the type of the value
   * @return the place
   */
  public static <T> TMVar<T> empty() {
    return new TMVar<>(null);
  }

  /**
   * Makes a full one.
   *
   * @param value its first value
   * @param <T> the type of the value
   * @return the place
   */
  public static <T> TMVar<T> of(T value) {
    return new TMVar<>(requireValue(value));
  }

  private static <T> T requireValue(T value) {
    return Objects.requireNonNull(value, "the value of a TMVar is null");
  }

  /**
   * Puts a value, waiting until it is empty.
   *
   * @param value the value
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first; not put
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first; not
   *     put
   */
  @Suspends
  public void put(T value) {
    if (!tryPut(value)) {
      Stm.atomicallyVoid(tx -> put(tx, value));
    }
  }

  /**
   * Puts a value, waiting until it is empty for a limited time.
   *
   * @param value the value
   * @param limit how long at most; zero or less does not wait
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first; not put
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first; not put
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first; not
   *     put
   */
  @Suspends
  public void put(T value, Duration limit) {
    Stm.atomicallyVoid(TxnOptions.defaults().within(limit), tx -> put(tx, value));
  }

  /**
   * Puts a value; {@linkplain Txn#retry() retries} if it is full.
   *
   * @param tx the transaction
   * @param value the value
   */
  public void put(Txn tx, T value) {
    tx.check(tryPut(tx, value));
  }

  /**
   * Puts a value if it is empty.
   *
   * @param value the value
   * @return whether it was put
   */
  public boolean tryPut(T value) {
    return place.compareAndSet(null, requireValue(value));
  }

  /**
   * Puts a value if it is empty. Part of a transaction.
   *
   * @param tx the transaction
   * @param value the value
   * @return whether it was put
   */
  public boolean tryPut(Txn tx, T value) {
    return place.compareAndSet(tx, null, requireValue(value));
  }

  /**
   * Takes the value, waiting for one.
   *
   * @return the value
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first; not taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first; not
   *     taken
   */
  @Suspends
  public T take() {
    T value = tryTake();
    return value != null ? value : Stm.<T, RuntimeException>atomically(this::take);
  }

  /**
   * Takes the value, waiting for one for a limited time.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the value
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first; not taken
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first; not taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first; not
   *     taken
   */
  @Suspends
  public T take(Duration limit) {
    return Stm.<T, RuntimeException>atomically(TxnOptions.defaults().within(limit), this::take);
  }

  /**
   * Takes the value; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the value
   */
  public T take(Txn tx) {
    return tx.orRetry(tryTake(tx));
  }

  /**
   * Takes the value if there is one.
   *
   * @return the value; null if it is empty
   */
  public @Nullable T tryTake() {
    return place.getAndSet(null);
  }

  /**
   * Takes the value if there is one. Part of a transaction.
   *
   * @param tx the transaction
   * @return the value; null if it is empty
   */
  public @Nullable T tryTake(Txn tx) {
    return place.getAndSet(tx, null);
  }

  /**
   * Looks at the value, waiting for one; it stays.
   *
   * @return the value
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T read() {
    T value = peek();
    return value != null ? value : Stm.<T, RuntimeException>atomically(this::read);
  }

  /**
   * Looks at the value, waiting for one for a limited time; it stays.
   *
   * @param limit how long at most; zero or less does not wait
   * @return the value
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public T read(Duration limit) {
    return Stm.<T, RuntimeException>atomically(TxnOptions.defaults().within(limit), this::read);
  }

  /**
   * Looks at the value; {@linkplain Txn#retry() retries} if there is none.
   *
   * @param tx the transaction
   * @return the value
   */
  public T read(Txn tx) {
    return tx.orRetry(peek(tx));
  }

  /**
   * Looks at the value.
   *
   * @return the value; null if it is empty
   */
  public @Nullable T peek() {
    return place.get();
  }

  /**
   * Looks at the value. Part of a transaction.
   *
   * @param tx the transaction
   * @return the value; null if it is empty
   */
  public @Nullable T peek(Txn tx) {
    return place.get(tx);
  }

  /** The value, for messages. */
  @Override
  public String toString() {
    T value = peek();
    return value == null ? "empty" : "full of " + value;
  }
}
