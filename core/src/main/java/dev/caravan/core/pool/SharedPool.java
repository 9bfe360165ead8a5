package dev.caravan.core.pool;

/** Holds the pool that is made on first use and never ends. */
final class SharedPool {
  static final Pool POOL =
      Scheduler.unending(Pool.configure().name("caravan-shared").sharedOptions());

  private SharedPool() {}
}
