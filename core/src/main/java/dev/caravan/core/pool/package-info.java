/**
 * Parallelism: pools of workers, futures that await without holding a worker, and fork-join.
 *
 * <p>Read {@link dev.caravan.core.pool.Pool}, {@link dev.caravan.core.pool.Fut} and {@link
 * dev.caravan.core.pool.ForkJoin} to use it. To work on it, read {@code Scheduler} (who runs what,
 * idleness, the end), {@code Strand} (how a task suspends and its worker goes on), {@code Frames}
 * (how forks become jobs), in this order.
 */
@NullMarked
package dev.caravan.core.pool;

import org.jspecify.annotations.NullMarked;
