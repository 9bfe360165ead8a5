package dev.caravan.docs.examples.stm;

import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.Txn;
import dev.caravan.core.stm.data.TDeque;
import dev.caravan.core.stm.data.TMap;
import org.jspecify.annotations.Nullable;

/** A cache that forgets what was not used for the longest time, made of three parts in step. */
public final class Cache {
  // region cache
  private record Entry(TDeque.Node<Integer> use, String value) {}

  private final TMap<Integer, Entry> entries = new TMap<>();
  private final TDeque<Integer> uses = new TDeque<>(); // the latest first
  private final TInt free;

  Cache(int capacity) {
    free = TInt.of(capacity);
  }

  @Nullable String get(Txn tx, int key) {
    Entry entry = entries.get(tx, key);
    if (entry == null) {
      return null;
    }
    uses.moveToFirst(tx, entry.use());
    return entry.value();
  }

  void put(Txn tx, int key, String value) {
    Entry old = entries.get(tx, key);
    if (old != null) {
      old.use().remove(tx);
    } else if (free.get(tx) > 0) {
      free.decrement(tx);
    } else {
      entries.remove(tx, uses.takeLast(tx)); // waits if there is no room at all
    }
    entries.put(tx, key, new Entry(uses.addFirst(tx, key), value));
  }

  // endregion

  public static void main(String[] args) {
    Cache cache = new Cache(2);
    Stm.atomicallyVoid(tx -> {
      cache.put(tx, 101, "basics");
      cache.put(tx, 42, "answer");
    });
    System.out.println(
        "101: " + Stm.<@Nullable String, RuntimeException>atomically(tx -> cache.get(tx, 101)));
    Stm.atomicallyVoid(tx -> cache.put(tx, 2023, "year"));
    System.out.println(
        "42:  " + Stm.<@Nullable String, RuntimeException>atomically(tx -> cache.get(tx, 42)));
  }
}
