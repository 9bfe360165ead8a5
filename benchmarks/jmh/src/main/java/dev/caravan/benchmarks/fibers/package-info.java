/**
 * Fibers, and what they wait for, beside virtual threads, {@code StructuredTaskScope} and Kotlin's
 * coroutines. Caravan's program of a workload is the same on the three engines of a domain, which
 * is started once for all operations of a run. A domain carries its fibers on one thread whatever
 * {@code workers} says; that says how many carriers virtual threads have (those of {@code
 * caravanBaton} too), and how many threads coroutines.
 */
package dev.caravan.benchmarks.fibers;
