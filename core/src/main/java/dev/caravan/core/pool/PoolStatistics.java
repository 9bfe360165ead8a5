package dev.caravan.core.pool;

/**
 * A snapshot of what a pool is doing and has done. The figures are read one after the other while
 * workers go on.
 *
 * @param workers the parallelism; 0 once the pool has ended
 * @param idle workers that wait for work
 * @param queued jobs that nobody has started, those whose task was cancelled or run early included
 * @param suspended tasks that wait; the worker of one that waits in place counts as idle
 * @param run jobs started so far: tasks, forked branches and resumptions
 * @param stolen jobs that a worker took from another one's queue
 * @param forked branches that were offered to other workers
 */
public record PoolStatistics(
    int workers, int idle, int queued, int suspended, long run, long stolen, long forked) {}
