/**
 * The group {@code pool}: fork-join, loops and futures. Read {@link
 * dev.caravan.benchmarks.Workload} first, then any workload. Kotlin coroutines are not among the
 * contenders: the published figures put {@code async} beside virtual threads, far from both
 * fork-join libraries, which does not pay for a Kotlin compiler in the build.
 */
package dev.caravan.benchmarks.pool;
