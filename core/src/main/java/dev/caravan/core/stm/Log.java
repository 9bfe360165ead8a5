package dev.caravan.core.stm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The locations that an attempt has met. An entry takes three slots: the location, the state seen
 * at the first access, and the state to be put there, or null as long as the location was only
 * read.
 */
abstract class Log {
  static final int SEEN = 1;
  static final int MINE = 2;
  static final int ENTRY = 3;

  /** How many slots are searched one by one; longer logs have an index. */
  private static final int SCANNED = 8 * ENTRY;

  @Nullable Object[] slots;
  int end; // of the slots in use
  private byte descends; // 1: the sorted entries stand in descending order; 0: in ascending
  private int @Nullable [] index; // open addressing by id: where the entry begins, plus one

  Log(int capacity) {
    slots = new @Nullable Object[capacity * ENTRY];
  }

  /** Where the entry of a location begins, or -1. */
  final int find(Location location) {
    if (index != null) {
      return lookUp(location, index);
    }
    for (int at = end; at != 0; ) { // newest first; with < the JIT would prepare for a long loop
      at -= ENTRY;
      if (slots[at] == location) {
        return at;
      }
    }
    return -1;
  }

  private int lookUp(Location location, int[] table) {
    int slot = slotOf(location.id, table.length);
    while (table[slot] != 0) {
      int at = table[slot] - 1;
      if (slots[at] == location) {
        return at;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  private static int slotOf(long id, int length) {
    return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & (length - 1);
  }

  /** Appends an entry for a location that has none; returns where it begins. */
  final int append(Location location, State seen) {
    int at = end;
    if (at == slots.length) {
      slots = Arrays.copyOf(slots, 2 * at);
    }
    slots[at] = location;
    slots[at + SEEN] = seen;
    if (at >= SCANNED) {
      addToIndex(at);
    }
    end = at + ENTRY; // last: if the stack overflows before, there is no such entry
    return at;
  }

  private void addToIndex(int at) {
    int entries = at / ENTRY + 1;
    if (index == null || 2 * entries > index.length) {
      int[] table = new int[Integer.highestOneBit(entries) * 4];
      for (int i = 0; i <= at; i += ENTRY) {
        enter(i, table);
      }
      index = table;
    } else {
      enter(at, index);
    }
  }

  private void enter(int at, int[] table) {
    int slot = slotOf(location(at).id, table.length);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = at + 1;
  }

  @SuppressWarnings("NullAway") // each entry has a location
  final Location location(int at) {
    return (Location) slots[at];
  }

  @SuppressWarnings("NullAway") // and what was seen in it
  final State seen(int at) {
    return (State) slots[at + SEEN];
  }

  final @Nullable State mine(int at) {
    return (State) slots[at + MINE];
  }

  /** Whether each location still has the state that was seen in it. */
  final boolean isCurrent() {
    for (int at = 0; at < end; at += ENTRY) {
      if (location(at).state() != slots[at + SEEN]) {
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
    if (end == 2 * ENTRY) { // which comes first is a toss-up: a branch would be predicted badly
      descends = (byte) ((location(ENTRY).id - location(0).id) >>> 63);
    } else if (index == null) {
      sortShort();
    } else if (!isSorted()) {
      sortLong(index);
    }
  }

  /** The entry with the least id, once they are sorted. */
  final int first() {
    return descends * (end - ENTRY);
  }

  /** What leads from an entry to the one with the next id, once they are sorted. */
  final int step() {
    return ENTRY - 2 * descends * ENTRY;
  }

  private boolean isSorted() {
    for (int at = ENTRY; at < end; at += ENTRY) {
      if (location(at - ENTRY).id > location(at).id) {
        return false;
      }
    }
    return true;
  }

  private void sortShort() {
    for (int from = ENTRY; from < end; from += ENTRY) {
      long id = location(from).id;
      for (int at = from; at != 0 && location(at - ENTRY).id > id; at -= ENTRY) {
        swap(at - ENTRY, at);
      }
    }
  }

  private void swap(int one, int other) {
    for (int i = 0; i < ENTRY; i++) {
      Object moved = slots[one + i];
      slots[one + i] = slots[other + i];
      slots[other + i] = moved;
    }
  }

  private void sortLong(int[] table) {
    long[] ids = new long[end / ENTRY];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = location(i * ENTRY).id;
    }
    Arrays.sort(ids);
    @Nullable Object[] sorted = new @Nullable Object[end];
    for (int i = 0; i < ids.length; i++) {
      System.arraycopy(slots, whereIs(ids[i], table), sorted, i * ENTRY, ENTRY);
    }
    slots = sorted;
  }

  private int whereIs(long id, int[] table) {
    int slot = slotOf(id, table.length);
    while (location(table[slot] - 1).id != id) {
      slot = (slot + 1) & (table.length - 1);
    }
    return table[slot] - 1;
  }
}
