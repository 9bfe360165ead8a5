/**
 * Caravan beside its peers: {@link dev.caravan.benchmarks.BenchMain} is the command, {@link
 * dev.caravan.benchmarks.Group} says what there is, {@code run} measures with JMH, {@code results}
 * compares and draws. Each group of benchmarks is a package of its own.
 */
package dev.caravan.benchmarks;
