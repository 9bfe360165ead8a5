package dev.caravan.core.stm.data;

import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An array of buckets, of a power of two, and the table that it is to become. */
final class Table<K, V> {
  /*
   * A bucket: bindings or null ──a change──► bindings or null;  ──move──► Moved, which is the end.
   * next: null ──plan──► a table. A plan binds nobody: only what is in the buckets counts.
   *
   * Buckets whose bindings come together or from one another in the next table are a piece, and are
   * moved in one step with all that is in them. So a binding is always in exactly one table, and
   * whoever starts at a table and follows Moved finds the bucket it is in.
   */
  final AtomicReference<@Nullable Table<K, V>> next = new AtomicReference<>();
  final AtomicInteger piecesGiven = new AtomicInteger(); // to threads that move them

  private final TVar<@Nullable Bin<K, V>>[] buckets;
  private final Moved<K, V> movedHere = new Moved<>(this);

  Table(int length) {
    buckets = TVar.<@Nullable Bin<K, V>>array(length, null);
  }

  int length() {
    return buckets.length;
  }

  TVar<@Nullable Bin<K, V>> bucket(int hash) {
    return buckets[hash & (buckets.length - 1)];
  }

  /** The next table: the one that was planned first. */
  Table<K, V> plan(int length) {
    Table<K, V> planned = next.get();
    if (planned != null) {
      return planned;
    }
    Table<K, V> fresh = new Table<>(length);
    Table<K, V> found = next.compareAndExchange(null, fresh);
    return found == null ? fresh : found;
  }

  // ---- the move to the next table

  int pieces(Table<K, V> to) {
    return Math.min(length(), to.length());
  }

  boolean isMoved(int piece) {
    return buckets[piece].get() instanceof Moved;
  }

  /** Moves a piece, unless somebody has. Nothing of it may still be on its way to this table. */
  void move(Txn tx, Table<K, V> to, int piece) {
    int pieces = pieces(to);
    for (int i = piece; i < buckets.length; i += pieces) {
      Bin<K, V> bin = buckets[i].get(tx);
      if (bin instanceof Moved) {
        return;
      }
      for (Bindings<K, V> one = (Bindings<K, V>) bin; one != null; one = one.next) {
        to.add(tx, one);
      }
      buckets[i].set(tx, to.movedHere);
    }
  }

  private void add(Txn tx, Bindings<K, V> one) {
    TVar<@Nullable Bin<K, V>> bucket = bucket(one.hash);
    if (bucket.get(tx) instanceof Moved) {
      tx.restart(); // it was moved here, and on, while this attempt had an old view
    }
    bucket.set(tx, one.before((Bindings<K, V>) bucket.get(tx)));
  }

  // ---- visits

  /** Visits each binding once, wherever it has gone; buckets are read one after the other. */
  void forEach(Reader<K, V> reader, Consumer<Bindings<K, V>> action) {
    for (int i = 0; i < buckets.length; i++) {
      forEachOf(i, reader, action);
    }
  }

  /** Visits the bindings that belong into a bucket. */
  void forEachOf(int index, Reader<K, V> reader, Consumer<Bindings<K, V>> action) {
    visit(index, buckets.length, reader, action);
  }

  /** Visits those whose hashes leave a remainder when divided by a power of two. */
  private void visit(
      int remainder, int divisor, Reader<K, V> reader, Consumer<Bindings<K, V>> action) {
    int step = Math.min(divisor, buckets.length);
    for (int i = remainder & (step - 1); i < buckets.length; i += step) {
      Bin<K, V> bin = reader.apply(buckets[i]);
      if (bin instanceof Moved<K, V>(Table<K, V> to)) {
        boolean finer = buckets.length > divisor;
        to.visit(finer ? i : remainder, finer ? buckets.length : divisor, reader, action);
      } else {
        for (Bindings<K, V> one = (Bindings<K, V>) bin; one != null; one = one.next) {
          if ((one.hash & (divisor - 1)) == remainder) {
            action.accept(one);
          }
        }
      }
    }
  }

  /** How buckets are read: as they are, or in a transaction. */
  interface Reader<K, V> extends Function<TVar<@Nullable Bin<K, V>>, @Nullable Bin<K, V>> {}
}
