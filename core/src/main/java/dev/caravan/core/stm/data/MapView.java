package dev.caravan.core.stm.data;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link TMap} as a map of the JDK. */
final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
  private final TMap<K, V> map;
  private final Buckets<K, V> buckets;

  MapView(TMap<K, V> map, Buckets<K, V> buckets) {
    this.map = map;
    this.buckets = buckets;
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean containsKey(Object key) {
    return map.containsKey(key);
  }

  @Override
  public @Nullable V get(Object key) {
    return map.get(key);
  }

  @Override
  public V getOrDefault(Object key, V otherwise) {
    V found = map.get(key);
    return found != null ? found : otherwise;
  }

  @Override
  public @Nullable V put(K key, V value) {
    return map.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return map.putIfAbsent(key, value);
  }

  @Override
  public @Nullable V remove(Object key) {
    return map.remove(key);
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    return Stm.<Boolean, RuntimeException>atomically(tx -> {
      boolean there = isBound(tx, key, value);
      if (there) {
        map.remove(tx, key);
      }
      return there;
    });
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return Stm.<@Nullable V, RuntimeException>atomically(
        tx -> map.containsKey(tx, key) ? map.put(tx, key, value) : null);
  }

  @Override
  public boolean replace(K key, V before, V after) {
    return Stm.<Boolean, RuntimeException>atomically(tx -> {
      boolean there = isBound(tx, key, before);
      if (there) {
        map.put(tx, key, after);
      }
      return there;
    });
  }

  private boolean isBound(Txn tx, Object key, @Nullable Object value) {
    V found = map.get(tx, key);
    return found != null && found.equals(value);
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> f) {
    return map.compute(key, f);
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> f) {
    return map.computeIfAbsent(key, f);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    return map.computeIfPresent(key, f);
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> join) {
    return map.merge(key, value, join);
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<K, V>> {
    @Override
    public int size() {
      return map.size();
    }

    @Override
    public boolean contains(@Nullable Object entry) {
      return entry instanceof Map.Entry<?, ?> e
          && e.getKey() != null
          && e.getValue() != null
          && e.getValue().equals(map.get(e.getKey()));
    }

    @Override
    public boolean remove(@Nullable Object entry) {
      return entry instanceof Map.Entry<?, ?> e
          && e.getKey() != null
          && MapView.this.remove(e.getKey(), e.getValue());
    }

    @Override
    public void clear() {
      map.clear();
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return new Walk();
    }
  }

  /** Goes through the buckets that there are at its beginning, wherever their bindings are. */
  private final class Walk implements Iterator<Map.Entry<K, V>> {
    private final Table<K, V> table = buckets.root();
    private final Queue<Bindings<K, V>> read = new ArrayDeque<>();
    private int bucket;
    private @Nullable Bindings<K, V> last;

    @Override
    public boolean hasNext() {
      while (read.isEmpty() && bucket < table.length()) {
        table.forEachOf(bucket, TVar::get, read::add);
        bucket++;
      }
      return !read.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the walk through a TMap has ended");
      }
      Bindings<K, V> one = read.remove();
      last = one;
      return new Live(one);
    }

    @Override
    public void remove() {
      if (last == null) {
        throw new IllegalStateException("there is nothing to remove: next() comes first");
      }
      MapView.this.remove(last.key, last.value); // another value has not been seen
      last = null;
    }
  }

  /** A binding as it was met; setting its value changes the map. */
  private final class Live extends SimpleEntry<K, V> {
    private static final long serialVersionUID = 1L;

    Live(Bindings<K, V> met) {
      super(met.key, met.value);
    }

    @Override
    public V setValue(V value) {
      map.put(getKey(), value);
      return super.setValue(value);
    }
  }
}
