/**
 * From JMH's files to what one reads: {@link dev.caravan.benchmarks.results.JmhFiles} gives
 * measurements, {@link dev.caravan.benchmarks.results.Comparison} sets them beside Caravan's, and
 * the rest writes them as a table, CSV, JSON or a page.
 */
package dev.caravan.benchmarks.results;
