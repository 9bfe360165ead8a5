package dev.caravan.core.pool;

/** Pools whose workers have no threads: the test takes the workers' steps. */
final class Schedulers {
  private Schedulers() {}

  static Scheduler stopped(Scheduler.Kind kind) {
    PoolBuilder.Options options =
        new PoolBuilder.Options("stopped", 1, worker -> {}, worker -> {}, failure -> {});
    return new Scheduler(options, kind, false);
  }
}
