package dev.caravan.docs.pictures;

import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import java.util.List;

/** Two workers: A fills a well little by little, B takes a lot at once, twice. */
final class TransactionPicture {
  private static final int BUCKETS = 6;
  private static final int BUCKET = 15;
  private static final int DRINK = 40;

  private TransactionPicture() {}

  static void run() {
    try (Pool pool = Pool.configure().name("worker").parallelism(2).fifo()) {
      TInt well = TInt.of(0);
      Fut<Integer> a = pool.spawn(new A(well));
      Fut<Integer> b = pool.spawn(new B(well));
      Fut.all(List.of(a, b)).await();
    }
  }

  private record A(TInt well) implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      for (int i = 0; i < BUCKETS; i++) {
        Busy.work(12);
        well.getAndAdd(BUCKET);
      }
      return BUCKETS;
    }
  }

  private record B(TInt well) implements ThrowingSupplier<Integer, RuntimeException> {
    @Override
    public Integer get() {
      for (int i = 0; i < 2; i++) {
        Stm.atomicallyVoid(tx -> {
          Busy.work(2);
          tx.check(well.addAndGet(tx, -DRINK) >= 0);
        });
        Busy.work(20);
      }
      return DRINK;
    }
  }
}
