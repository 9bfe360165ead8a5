package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hash map for transactions: each key has one value. Keys are the same by {@code equals}; neither
 * keys nor values are null. Transactions that read and replace values meet only at the same bucket;
 * those that add or remove bindings may meet at a part of the count, of which there are about as
 * many as processors. {@link #get(Object)} neither waits nor writes, also while the map grows or
 * shrinks.
 *
 * <p>A write of the very value that is already there changes nothing and wakes nobody. Functions
 * that are given to it may run several times, so they must have no effects; if one calls {@link
 * Stm#retry()}, the operation waits for a change of the binding.
 *
 * <p>Source of the concept: kcas_data's {@code Hashtbl}, which keeps several bindings of a key;
 * here a map of {@link TStack}s does that. Keys with equal hash codes are searched one by one.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="t-map"}
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class TMap<K, V> {
  private static final int LEAST = 16;
  private static final int MOST_EXPECTED = 1 << 24;

  final Buckets<K, V> buckets;

  /** Makes an empty map. */
  public TMap() {
    this(LEAST);
  }

  /**
   * Makes an empty map with room for some bindings, which it keeps when it shrinks.
   *
   * @param expected for how many
   * @throws IllegalArgumentException if it is negative
   */
  public TMap(int expected) {
    if (expected < 0) {
      throw new IllegalArgumentException(
          "a TMap is to have room for " + expected + " bindings, which must not be negative");
    }
    buckets = new Buckets<>(Buckets.powerOfTwo(Math.min(expected, MOST_EXPECTED)));
  }

  private static void requireKey(Object key) {
    Objects.requireNonNull(key, "a key of a TMap is null");
  }

  private static void requireValue(Object value) {
    Objects.requireNonNull(value, "a value in a TMap is null");
  }

  // ---- reads

  /**
   * The value of a key. Never waits.
   *
   * @param key the key
   * @return its value; null if it has none
   */
  public @Nullable V get(Object key) {
    requireKey(key);
    return buckets.get(key);
  }

  /**
   * The value of a key. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @return its value; null if it has none
   */
  public @Nullable V get(Txn tx, Object key) {
    requireKey(key);
    return buckets.get(tx, key);
  }

  /**
   * Whether a key has a value. Never waits.
   *
   * @param key the key
   * @return true if so
   */
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  /**
   * Whether a key has a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @return true if so
   */
  public boolean containsKey(Txn tx, Object key) {
    return get(tx, key) != null;
  }

  // ---- changes of one binding

  /**
   * Gives a key a value.
   *
   * @param key the key
   * @param value its new value
   * @return its value before; null if it had none
   */
  public @Nullable V put(K key, V value) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> put(tx, key, value));
  }

  /**
   * Gives a key a value. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param value its new value
   * @return its value before; null if it had none
   */
  public @Nullable V put(Txn tx, K key, V value) {
    requireKey(key);
    requireValue(value);
    return buckets.put(tx, key, value);
  }

  /**
   * Gives a key a value unless it has one.
   *
   * @param key the key
   * @param value its value from now on
   * @return the value it had, and keeps; null if it had none
   */
  public @Nullable V putIfAbsent(K key, V value) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> putIfAbsent(tx, key, value));
  }

  /**
   * Gives a key a value unless it has one. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param value its value from now on
   * @return the value it had, and keeps; null if it had none
   */
  public @Nullable V putIfAbsent(Txn tx, K key, V value) {
    V found = get(tx, key);
    return found != null ? found : put(tx, key, value);
  }

  /**
   * Removes a key.
   *
   * @param key the key
   * @return its value before; null if it had none
   */
  public @Nullable V remove(Object key) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> remove(tx, key));
  }

  /**
   * Removes a key. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @return its value before; null if it had none
   */
  public @Nullable V remove(Txn tx, Object key) {
    requireKey(key);
    return buckets.remove(tx, key);
  }

  /**
   * Gives a key the value that a function makes of the present one.
   *
   * @param key the key
   * @param f makes the new value, or null to remove the key; given null if it has none
   * @return the new value; null if it has none
   */
  @Suspends
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> f) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> compute(tx, key, f));
  }

  /**
   * Gives a key the value that a function makes of the present one. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param f makes the new value, or null to remove the key; given null if it has none
   * @return the new value; null if it has none
   */
  public @Nullable V compute(
      Txn tx, K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> f) {
    V next = f.apply(key, get(tx, key));
    if (next == null) {
      remove(tx, key);
    } else {
      put(tx, key, next);
    }
    return next;
  }

  /**
   * Gives a key a value unless it has one. If it has, nothing is written.
   *
   * @param key the key
   * @param f makes the value; null leaves it without
   * @return its value now; null if it has none
   */
  @Suspends
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> f) {
    V found = get(key);
    return found != null
        ? found
        : Stm.<@Nullable V, RuntimeException>atomically(tx -> computeIfAbsent(tx, key, f));
  }

  /**
   * Gives a key a value unless it has one. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param f makes the value; null leaves it without
   * @return its value now; null if it has none
   */
  public @Nullable V computeIfAbsent(Txn tx, K key, Function<? super K, ? extends @Nullable V> f) {
    return compute(tx, key, (same, value) -> value != null ? value : f.apply(same));
  }

  /**
   * Gives a key a new value if it has one.
   *
   * @param key the key
   * @param f makes the new value, or null to remove the key
   * @return its value now; null if it has none
   */
  @Suspends
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> computeIfPresent(tx, key, f));
  }

  /**
   * Gives a key a new value if it has one. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param f makes the new value, or null to remove the key
   * @return its value now; null if it has none
   */
  public @Nullable V computeIfPresent(
      Txn tx, K key, BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    return compute(tx, key, (same, value) -> value == null ? null : f.apply(same, value));
  }

  /**
   * Gives a key a value, or joins it with the one that is there.
   *
   * @param key the key
   * @param value its value if it has none
   * @param join makes a value of the present one and the given one; null removes the key
   * @return its value now; null if it has none
   */
  @Suspends
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> join) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> merge(tx, key, value, join));
  }

  /**
   * Gives a key a value, or joins it with the one that is there. Part of a transaction.
   *
   * @param tx the transaction
   * @param key the key
   * @param value its value if it has none
   * @param join makes a value of the present one and the given one; null removes the key
   * @return its value now; null if it has none
   */
  public @Nullable V merge(
      Txn tx, K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> join) {
    requireValue(value);
    return compute(tx, key, (same, old) -> old == null ? value : join.apply(old, value));
  }

  // ---- waits

  /**
   * Waits until a key has a value.
   *
   * @param key the key
   * @return its value
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public V awaitKey(K key) {
    V found = get(key);
    return found != null ? found : Stm.<V, RuntimeException>atomically(tx -> awaitKey(tx, key));
  }

  /**
   * Waits until a key has a value, for a limited time.
   *
   * @param key the key
   * @param limit how long at most; zero or less does not wait
   * @return its value
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public V awaitKey(K key, Duration limit) {
    return Stm.<V, RuntimeException>atomically(
        TxnOptions.defaults().within(limit), tx -> awaitKey(tx, key));
  }

  /**
   * The value of a key; {@linkplain Txn#retry() retries} if it has none.
   *
   * @param tx the transaction
   * @param key the key
   * @return its value
   */
  public V awaitKey(Txn tx, K key) {
    return tx.orRetry(get(tx, key));
  }

  /**
   * Waits until a key has a value, and removes it.
   *
   * @param key the key
   * @return the value it had
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public V take(K key) {
    return Stm.<V, RuntimeException>atomically(tx -> take(tx, key));
  }

  /**
   * Waits until a key has a value, for a limited time, and removes it.
   *
   * @param key the key
   * @param limit how long at most; zero or less does not wait
   * @return the value it had
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled first
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted first
   */
  @Suspends
  public V take(K key, Duration limit) {
    return Stm.<V, RuntimeException>atomically(
        TxnOptions.defaults().within(limit), tx -> take(tx, key));
  }

  /**
   * Removes a key; {@linkplain Txn#retry() retries} if it has no value.
   *
   * @param tx the transaction
   * @param key the key
   * @return the value it had
   */
  public V take(Txn tx, K key) {
    return tx.orRetry(remove(tx, key));
  }

  // ---- the whole

  /**
   * How many bindings there are, at one moment.
   *
   * @return the number
   */
  public int size() {
    return Stm.<Integer, RuntimeException>atomically(this::size);
  }

  /**
   * How many bindings there are. Part of a transaction, which meets all that add or remove some.
   *
   * @param tx the transaction
   * @return the number
   */
  public int size(Txn tx) {
    return (int) Math.min(buckets.count(tx), Integer.MAX_VALUE);
  }

  /**
   * Whether there are no bindings.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Whether there are no bindings. Part of a transaction, which meets all that add or remove some.
   *
   * @param tx the transaction
   * @return true if so
   */
  public boolean isEmpty(Txn tx) {
    return size(tx) == 0;
  }

  /** Removes all bindings in one step. Takes a transaction over all buckets. */
  public void clear() {
    Stm.atomicallyVoid(this::clear);
  }

  /**
   * Removes all bindings. Part of a transaction, which then has all buckets in its log.
   *
   * @param tx the transaction
   */
  public void clear(Txn tx) {
    for (Bindings<K, V> one : all(tx)) {
      remove(tx, one.key);
    }
  }

  /**
   * Gives each key the value that a function makes of the present one, in one step. If the function
   * throws, no binding is changed. Takes a transaction over all buckets.
   *
   * @param f makes the new value, or null to remove the key
   */
  @Suspends
  public void computeAll(BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    Stm.atomicallyVoid(tx -> computeAll(tx, f));
  }

  /**
   * Gives each key the value that a function makes of the present one. Part of a transaction, which
   * then has all buckets in its log.
   *
   * @param tx the transaction
   * @param f makes the new value, or null to remove the key
   */
  public void computeAll(Txn tx, BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    for (Bindings<K, V> one : all(tx)) {
      computeIfPresent(tx, one.key, f);
    }
  }

  /**
   * All bindings, as they are at one moment. Takes a transaction over all buckets, which begins
   * again if one of them changes meanwhile: if a large map never rests, go through {@link #asMap()}
   * instead.
   *
   * @return an unmodifiable map that nothing changes any more
   */
  public Map<K, V> snapshot() {
    return Stm.<Map<K, V>, RuntimeException>atomically(this::snapshot);
  }

  /**
   * All bindings. Part of a transaction, which then has all buckets in its log.
   *
   * @param tx the transaction
   * @return an unmodifiable map that nothing changes any more
   */
  public Map<K, V> snapshot(Txn tx) {
    Map<K, V> copy = new HashMap<>();
    for (Bindings<K, V> one : all(tx)) {
      copy.put(one.key, one.value);
    }
    return Collections.unmodifiableMap(copy);
  }

  private List<Bindings<K, V>> all(Txn tx) {
    List<Bindings<K, V>> all = new ArrayList<>();
    buckets.root().forEach(bucket -> bucket.get(tx), all::add);
    return all;
  }

  /**
   * This map as one of the JDK's: a view that passes each operation on, as a step of its own.
   * Iteration is weakly consistent: a binding that is there all the time is met once, one that
   * comes or goes meanwhile is met or not.
   *
   * @return the view
   */
  public ConcurrentMap<K, V> asMap() {
    return new MapView<>(this, buckets);
  }

  /** What it holds, bucket by bucket. */
  @Override
  public String toString() {
    return asMap().toString();
  }
}
