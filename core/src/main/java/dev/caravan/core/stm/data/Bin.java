package dev.caravan.core.stm.data;

/** What a bucket of a table holds; null if there is nothing in it. */
sealed interface Bin<K, V> permits Bindings, Moved {}
