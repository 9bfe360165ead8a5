package dev.caravan.core.pool;

/** What stands in the queues of a pool. A job that turns out to be settled already does nothing. */
interface Job {
  /** Runs the job on a strand that is a worker. Throws nothing. */
  void runOn(Strand strand);
}
