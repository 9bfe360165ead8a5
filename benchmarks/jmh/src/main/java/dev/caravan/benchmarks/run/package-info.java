/**
 * Measures a group with JMH: {@link dev.caravan.benchmarks.run.Rounds} interleaves the forks of the
 * contenders, {@link dev.caravan.benchmarks.run.Settings} says with which options.
 */
package dev.caravan.benchmarks.run;
