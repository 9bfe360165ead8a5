package dev.caravan.core.stm.data;

import org.jspecify.annotations.Nullable;

/** The bindings in a bucket of a map: an immutable list, whose order means nothing. */
final class Bindings<K, V> implements Bin<K, V> {
  final int hash;
  final int length;
  final K key;
  final V value;
  final @Nullable Bindings<K, V> next;

  Bindings(int hash, K key, V value, @Nullable Bindings<K, V> next) {
    this.hash = hash;
    this.key = key;
    this.value = value;
    this.next = next;
    this.length = next == null ? 1 : next.length + 1;
  }

  /** The first one that is for a key, or null. */
  static <K, V> @Nullable Bindings<K, V> find(@Nullable Bindings<K, V> all, int hash, Object key) {
    for (Bindings<K, V> one = all; one != null; one = one.next) {
      if (one.hash == hash && one.key.equals(key)) {
        return one;
      }
    }
    return null;
  }

  /** All of a bucket but the first of these. */
  @SuppressWarnings("ReferenceEquality") // that very one, not one that says the same
  @Nullable Bindings<K, V> removedFrom(@Nullable Bindings<K, V> all) {
    Bindings<K, V> rest = next;
    for (Bindings<K, V> one = all; one != null && one != this; one = one.next) {
      rest = one.before(rest);
    }
    return rest;
  }

  /** The first of them before others. */
  @SuppressWarnings("ReferenceEquality") // spares a copy if they are the same
  Bindings<K, V> before(@Nullable Bindings<K, V> others) {
    return others == next ? this : new Bindings<>(hash, key, value, others);
  }
}
