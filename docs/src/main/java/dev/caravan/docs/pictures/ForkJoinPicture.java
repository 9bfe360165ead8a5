package dev.caravan.docs.pictures;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Pool;

/** Two workers share a divided job whose halves are not equal. */
final class ForkJoinPicture {
  private static final int LEAF = 4;

  private ForkJoinPicture() {}

  static void run() {
    try (Pool pool = Pool.configure().name("worker").parallelism(2).workStealing()) {
      pool.spawn(new Whole()).await();
    }
  }

  private record Whole() implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      return ForkJoin.both(new Half(24), new Half(8), Integer::sum);
    }
  }

  /** Divided unevenly, so that one worker is done before the other. */
  private record Half(int size) implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      if (size <= 2) {
        Busy.work(LEAF * size);
        return size;
      }
      int small = size / 3;
      return ForkJoin.both(new Half(size - small), new Half(small), Integer::sum);
    }
  }
}
