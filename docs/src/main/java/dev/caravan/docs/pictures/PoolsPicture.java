package dev.caravan.docs.pictures;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** Two pools: two workers compute, and one background worker writes what they found. */
final class PoolsPicture {
  private PoolsPicture() {}

  static void run() {
    try (Pool log = Pool.configure().name("log").background();
        Pool compute = Pool.configure().name("compute").parallelism(2).fifo()) {
      List<Fut<Integer>> all =
          IntStream.range(0, 6).mapToObj(i -> compute.spawn(new Compute(10 + 7 * i, log))).toList();
      Fut.all(all).await();
    }
  }

  private record Compute(int millis, Pool log)
      implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      Busy.work(millis);
      Fut<Integer> written = log.spawn(new Write());
      return written.isDone() ? 1 : 0;
    }
  }

  private record Write() implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      Busy.work(8);
      return 0;
    }
  }
}
