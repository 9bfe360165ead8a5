package dev.caravan.core.stm.data;

import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TVar;
import dev.caravan.core.stm.Txn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The hash table of a map: keeps, counts and finds bindings, in as many buckets as it needs. */
final class Buckets<K, V> {
  /*
   * root: table ──all of it has moved──► its next. A hint where to begin: starting from an older
   * one costs some steps more, so transactions do not have it in their logs, and a resize disturbs
   * only those that use a bucket in the moment in which it moves.
   *
   * Resize, after OCaml's kcas_data ("race to cooperate"): whoever finds that the table does not
   * fit plans the next one. From then on everybody who has changed a binding moves some pieces
   * afterwards, each in a small transaction. Who finds no piece left to begin looks through all,
   * moves what others have begun but not done, and makes the next table the root. Nobody waits:
   * readers and writers use whatever bucket the bindings are in.
   *
   * Differences from the source: it finishes a resize before it goes on with a change, and all of
   * its operations have the state of the resize in their logs. Here the buckets themselves say where
   * their bindings are, as in the JDK's ConcurrentHashMap, so neither is needed. What has to be done
   * is done after the commit, never in the body, so it cannot spoil the log.
   *
   * A single transaction may put in more than the table is good for, and its bindings cannot be
   * moved by others before its commit. It then moves the table itself, as a part of what it does.
   */
  private static final int MOST = 1 << 30;
  private static final int PIECES_AT_ONCE = 4;
  private static final int CHANGES_PER_CHECK = 8; // a power of two

  /** So many bindings come into one bucket only by a large transaction. */
  private static final int CROWDED = 32;

  private static final VarHandle ROOT;

  static {
    try {
      ROOT = MethodHandles.lookup().findVarHandle(Buckets.class, "root", Table.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int least;
  private final TAdder count = new TAdder();
  private final Runnable tend = this::tend;
  private volatile Table<K, V> root;

  Buckets(int least) {
    this.least = least;
    this.root = new Table<>(least);
  }

  /** The least power of two that is not less. */
  static int powerOfTwo(int least) {
    return least <= 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
  }

  static int hash(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  // ---- alone

  @Nullable V get(Object key) {
    int hash = hash(key);
    Table<K, V> table = root;
    while (true) {
      Bin<K, V> bin = table.bucket(hash).get();
      if (!(bin instanceof Moved<K, V> moved)) {
        return valueOf(Bindings.find((Bindings<K, V>) bin, hash, key));
      }
      table = moved.to();
    }
  }

  private static <K, V> @Nullable V valueOf(@Nullable Bindings<K, V> found) {
    return found == null ? null : found.value;
  }

  /** Where to begin a visit of all. */
  Table<K, V> root() {
    return root;
  }

  // ---- in a transaction

  @Nullable V get(Txn tx, Object key) {
    int hash = hash(key);
    return valueOf(Bindings.find(in(tx, find(tx, hash)), hash, key));
  }

  @Nullable V put(Txn tx, K key, V value) {
    int hash = hash(key);
    TVar<@Nullable Bin<K, V>> bucket = find(tx, hash);
    Bindings<K, V> all = in(tx, bucket);
    Bindings<K, V> found = Bindings.find(all, hash, key);
    if (found == null) {
      TVar<@Nullable Bin<K, V>> room = isCrowded(all) ? findAfterGrowth(tx, hash) : bucket;
      write(tx, room, new Bindings<>(hash, key, value, in(tx, room)), 1);
      return null;
    }
    if (found.value != value) {
      write(tx, bucket, new Bindings<>(hash, found.key, value, found.removedFrom(all)), 0);
    }
    return found.value;
  }

  @Nullable V remove(Txn tx, Object key) {
    int hash = hash(key);
    TVar<@Nullable Bin<K, V>> bucket = find(tx, hash);
    Bindings<K, V> all = in(tx, bucket);
    Bindings<K, V> found = Bindings.find(all, hash, key);
    if (found != null) {
      write(tx, bucket, found.removedFrom(all), -1);
    }
    return valueOf(found);
  }

  /** The bucket that the bindings of a hash are in. */
  private TVar<@Nullable Bin<K, V>> find(Txn tx, int hash) {
    Table<K, V> table = root;
    while (true) {
      TVar<@Nullable Bin<K, V>> bucket = table.bucket(hash);
      if (!(bucket.get(tx) instanceof Moved<K, V> moved)) {
        return bucket;
      }
      table = moved.to();
    }
  }

  private @Nullable Bindings<K, V> in(Txn tx, TVar<@Nullable Bin<K, V>> bucket) {
    return (Bindings<K, V>) bucket.get(tx);
  }

  private void write(
      Txn tx, TVar<@Nullable Bin<K, V>> bucket, @Nullable Bindings<K, V> bindings, int more) {
    bucket.set(tx, bindings);
    boolean mayNotFit = more != 0 && count.addToPart(tx, more) % CHANGES_PER_CHECK == 0;
    if (mayNotFit || root.next.get() != null) {
      tx.afterCommit(tend);
    }
  }

  long count(Txn tx) {
    return count.sum(tx);
  }

  // ---- the resize

  /** Does a part of what is to be done; called after a change, whose caller it must not concern. */
  private void tend() {
    try {
      Table<K, V> table = root;
      Table<K, V> next = planned(table);
      if (next != null) {
        help(table, next);
      }
    } catch (Cancelled | Interrupted givesUp) {
      // others do what this one has not: whoever finds no piece left looks through all
    }
  }

  /** What a table is to become; null if it fits. */
  private @Nullable Table<K, V> planned(Table<K, V> table) {
    int wanted = lengthFor(count.estimate(), table.length());
    return wanted == table.length() ? table.next.get() : table.plan(wanted);
  }

  /** The length for some bindings: the present one, if it is not far off. */
  private int lengthFor(long bindings, int length) {
    if (bindings > length) {
      return bindings >= MOST ? MOST : powerOfTwo((int) bindings);
    }
    return bindings < length / 4 && length > least ? length / 2 : length;
  }

  private void help(Table<K, V> table, Table<K, V> next) {
    int pieces = table.pieces(next);
    int first = table.piecesGiven.getAndAdd(PIECES_AT_ONCE);
    if (first < pieces) {
      move(table, next, first, Math.min(first + PIECES_AT_ONCE, pieces));
    } else {
      move(table, next, 0, pieces);
      ROOT.compareAndSet(this, table, next);
      planned(next); // one step may not be enough, and then there need not be another check
    }
  }

  private static <K, V> void move(Table<K, V> table, Table<K, V> next, int from, int to) {
    for (int piece = from; piece < to; piece++) {
      if (!table.isMoved(piece)) {
        int unmoved = piece;
        Stm.atomicallyVoid(tx -> table.move(tx, next, unmoved));
      }
    }
  }

  private static boolean isCrowded(@Nullable Bindings<?, ?> all) {
    return all != null && all.length % CROWDED == 0;
  }

  /** Moves everything into a table that fits, unless it is the keys that are at fault. */
  private TVar<@Nullable Bin<K, V>> findAfterGrowth(Txn tx, int hash) {
    long bindings = count.estimate(tx);
    Table<K, V> table = root;
    while (table.next.get() != null || lengthFor(bindings, table.length()) > 2 * table.length()) {
      Table<K, V> next = table.plan(lengthFor(bindings, table.length()));
      for (int piece = 0; piece < table.pieces(next); piece++) {
        table.move(tx, next, piece);
      }
      table = next;
    }
    tx.afterCommit(tend);
    return find(tx, hash);
  }
}
