package dev.caravan.core.stm.data;

/** In the place of a bucket: its bindings are in another table, for ever. */
record Moved<K, V>(Table<K, V> to) implements Bin<K, V> {}
