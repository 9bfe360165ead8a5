package dev.caravan.docs.pictures;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.util.List;

/** One worker: A awaits a promise, B and C run meanwhile, C fulfils it, A goes on. */
final class AwaitPicture {
  private AwaitPicture() {}

  static void run() {
    try (Pool pool = Pool.configure().name("worker").parallelism(1).fifo()) {
      Promise<Integer> promise = new Promise<>();
      Fut<Integer> a = pool.spawn(new A(promise.future()));
      Fut<Integer> b = pool.spawn(new B());
      Fut<Integer> c = pool.spawn(new C(promise));
      Fut.all(List.of(a, b, c)).await();
    }
  }

  private record A(Fut<Integer> awaited) implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      Busy.work(20);
      int value = awaited.await();
      Busy.work(20);
      return value;
    }
  }

  private record B() implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      Busy.work(30);
      return 2;
    }
  }

  private record C(Promise<Integer> promise)
      implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      Busy.work(15);
      promise.fulfill(1);
      Busy.work(15);
      return 3;
    }
  }
}
