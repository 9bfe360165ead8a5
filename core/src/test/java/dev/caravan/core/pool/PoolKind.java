package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;

/** The pools for which behaviour is tested: each kind, at each parallelism that may matter. */
enum PoolKind {
  WORK_STEALING_1,
  WORK_STEALING_2,
  WORK_STEALING_4,
  FIFO_1,
  FIFO_4,
  BACKGROUND,
  CONFINED,
  MAIN;

  /** Runs a body as a task of a new pool of this kind, which is closed afterwards. */
  <T, X extends Exception> T run(ThrowingFunction<Pool, T, X> body) throws X {
    if (this == MAIN) {
      return Pool.main(body);
    }
    try (Pool pool = open()) {
      return pool.<T, X>invoke(() -> body.apply(pool));
    }
  }

  /** Runs a body on the caller, with a new pool of this kind. */
  <T, X extends Exception> T with(ThrowingFunction<Pool, T, X> body) throws X {
    if (this == MAIN) {
      return Pool.main(body);
    }
    try (Pool pool = open()) {
      return body.apply(pool);
    }
  }

  /** Whether a task that waits leaves its worker to others. */
  boolean suspends() {
    return this != CONFINED;
  }

  Pool open() {
    PoolBuilder builder = Pool.configure();
    return switch (this) {
      case WORK_STEALING_1 -> builder.parallelism(1).workStealing();
      case WORK_STEALING_2 -> builder.parallelism(2).workStealing();
      case WORK_STEALING_4 -> builder.parallelism(4).workStealing();
      case FIFO_1 -> builder.parallelism(1).fifo();
      case FIFO_4 -> builder.parallelism(4).fifo();
      case BACKGROUND -> builder.background();
      case CONFINED -> builder.confined();
      case MAIN -> throw new IllegalStateException("a main pool lives for the extent of a call");
    };
  }
}
