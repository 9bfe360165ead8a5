package dev.caravan.core.stm;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The locations that an attempt has met, each with what it has seen and what it means to put. */
abstract class Log {
  /** An object of its own: to fill it costs no write barriers, which slots of an array do. */
  static final class Entry {
    final Location location;
    final State seen; // at the first access
    @Nullable State mine; // to be put there; null as long as the location was only read

    Entry(Location location, State seen, @Nullable State mine) {
      this.location = location;
      this.seen = seen;
      this.mine = mine;
    }

    /** Whether the location still has the state that was seen in it. */
    boolean isCurrent() {
      return location.state() == seen;
    }
  }

  /** How many entries are searched one by one; longer logs have an index. */
  private static final int SCANNED = 8;

  private static final Comparator<Entry> BY_ID =
      Comparator.comparingLong(entry -> entry.location.id);

  private @Nullable Entry[] entries;
  private int size;
  private byte descends; // 1: the sorted entries stand in descending order; 0: in ascending
  private int @Nullable [] index; // open addressing by id: the place of the entry, plus one

  /** Makes an empty log with room for some entries. */
  Log(int capacity) {
    entries = new @Nullable Entry[capacity];
  }

  final int size() {
    return size;
  }

  /** The entry at a place below the size. */
  @SuppressWarnings("NullAway") // there is one
  final Entry entry(int at) {
    return entries[at];
  }

  /** The entry of a location; null if it has none. */
  final @Nullable Entry find(Location location) {
    if (index != null) {
      return lookUp(location, index);
    }
    for (int at = size; at != 0; ) { // newest first; with < the JIT would prepare for a long loop
      Entry entry = entry(--at);
      if (entry.location == location) {
        return entry;
      }
    }
    return null;
  }

  private @Nullable Entry lookUp(Location location, int[] table) {
    int slot = slotOf(location.id, table.length);
    while (table[slot] != 0) {
      int at = table[slot] - 1;
      if (entry(at).location == location) {
        return entry(at);
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return null;
  }

  private static int slotOf(long id, int length) {
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & (length - 1);
  }

  /** Appends the entry of a location that has none. If the stack overflows, there is none still. */
  final void append(Entry entry) {
    int at = size;
    if (at == entries.length) {
      entries = Arrays.copyOf(entries, 2 * at);
    }
    if (at >= SCANNED) {
      addToIndex(entry); // no call and no allocation after it: either all is done, or nothing
    }
    entries[at] = entry;
    size = at + 1;
  }

  private void addToIndex(Entry next) {
    if (index == null || 2 * (size + 1) > index.length) {
      int[] table = new int[Integer.highestOneBit(size + 1) * 4];
      for (int at = 0; at < size; at++) {
        enter(entry(at).location, at, table);
      }
      enter(next.location, size, table);
      index = table;
    } else {
      enter(next.location, size, index);
    }
  }

  private static void enter(Location location, int at, int[] table) {
    int slot = slotOf(location.id, table.length);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = at + 1;
  }

  /** Whether each location still has the state that was seen in it. */
  final boolean isCurrent() {
    for (int at = 0; at < size; at++) {
      if (!entry(at).isCurrent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Finds the order of the ids, in which to visit the entries from {@link #first} in steps of
   * {@link #step}. The log cannot be searched any more.
   */
  final void sort() {
    if (size == 2) { // which comes first is a toss-up: a branch would be predicted badly
      descends = (byte) ((entry(1).location.id - entry(0).location.id) >>> 63);
    } else if (index == null) {
      sortShort();
    } else if (!isSorted()) {
      Arrays.sort(entries, 0, size, BY_ID);
    }
  }

  /** The place of the entry with the least id, once they are sorted. */
  final int first() {
    return -descends & (size - 1);
  }

  /** What leads from an entry to the one with the next id, once they are sorted. */
  final int step() {
    return 1 - 2 * descends;
  }

  private boolean isSorted() {
    for (int at = 1; at < size; at++) {
      if (entry(at - 1).location.id > entry(at).location.id) {
        return false;
      }
    }
    return true;
  }

  private void sortShort() {
    for (int from = 1; from < size; from++) {
      Entry moved = entry(from);
      int at = from;
      for (; at != 0 && entry(at - 1).location.id > moved.location.id; at--) {
        entries[at] = entries[at - 1];
      }
      entries[at] = moved;
    }
  }
}
