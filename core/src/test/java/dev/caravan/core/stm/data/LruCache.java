package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.Txn;
import org.jspecify.annotations.Nullable;

/**
 * A cache that keeps what was used last: a map to find a value, a list to find the key that nobody
 * has asked for the longest time, and a count of the free places. No lock keeps the three in step;
 * each method is one transaction over all of them, and a part of any larger one.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class LruCache<K, V> {
  private record Entry<K, V>(TDeque.Node<K> use, V value) {}

  private final TMap<K, Entry<K, V>> entries = new TMap<>();
  private final TDeque<K> uses = new TDeque<>(); // the latest first
  private final TInt capacity;
  private final TInt free;

  /** Makes an empty cache with some places. */
  public LruCache(int capacity) {
    this.capacity = TInt.of(requireCapacity(capacity));
    this.free = TInt.of(capacity);
  }

  private static int requireCapacity(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "the capacity of a cache is " + capacity + ", but must not be negative");
    }
    return capacity;
  }

  /** The value of a key, or null; asking for it counts as a use. */
  public @Nullable V get(Txn tx, K key) {
    Entry<K, V> entry = entries.get(tx, key);
    if (entry == null) {
      return null;
    }
    uses.moveToFirst(tx, entry.use());
    return entry.value();
  }

  /** The value of a key, or null; asking for it counts as a use. */
  public @Nullable V get(K key) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> get(tx, key));
  }

  /** The value of a key; retries until it is there. */
  public V await(Txn tx, K key) {
    return tx.orRetry(get(tx, key));
  }

  /** The value of a key; waits until it is there. */
  @Suspends
  public V await(K key) {
    return Stm.<V, RuntimeException>atomically(tx -> await(tx, key));
  }

  /** Keeps a value, in place of another if there is no place; retries while there are none. */
  public void put(Txn tx, K key, V value) {
    Entry<K, V> entry = entries.get(tx, key);
    if (entry != null) {
      uses.moveToFirst(tx, entry.use());
      entries.put(tx, key, new Entry<>(entry.use(), value));
      return;
    }
    if (free.get(tx) > 0) {
      free.decrement(tx);
    } else {
      entries.remove(tx, uses.takeLast(tx));
    }
    entries.put(tx, key, new Entry<>(uses.addFirst(tx, key), value));
  }

  /** Keeps a value, in place of another if there is no place; waits while there are none. */
  @Suspends
  public void put(K key, V value) {
    Stm.atomicallyVoid(tx -> put(tx, key, value));
  }

  /** Forgets a key; its value, or null. */
  public @Nullable V remove(Txn tx, K key) {
    Entry<K, V> entry = entries.remove(tx, key);
    if (entry == null) {
      return null;
    }
    entry.use().remove(tx);
    free.increment(tx);
    return entry.value();
  }

  /** Forgets a key; its value, or null. */
  public @Nullable V remove(K key) {
    return Stm.<@Nullable V, RuntimeException>atomically(tx -> remove(tx, key));
  }

  /** Changes the number of places; forgets what has none any more. */
  public void resize(Txn tx, int places) {
    int more = requireCapacity(places) - capacity.getAndSet(tx, places);
    for (free.getAndAdd(tx, more); free.get(tx) < 0; free.increment(tx)) {
      entries.remove(tx, uses.takeLast(tx));
    }
  }

  /** Changes the number of places; forgets what has none any more. */
  public void resize(int places) {
    Stm.atomicallyVoid(tx -> resize(tx, places));
  }

  /** How many values it keeps. */
  public int size(Txn tx) {
    return capacity.get(tx) - free.get(tx);
  }

  /** How many values it keeps. */
  public int size() {
    return Stm.<Integer, RuntimeException>atomically(this::size);
  }
}
