package dev.caravan.core.stm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Five philosophers. */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class DiningTableTest {
  private static final int SEATS = 5;
  private static final int MEALS = 1_000;

  @Test
  @DisplayName("kcas example 7: all get their meals, and no two neighbours eat at one time")
  void allGetTheirMeals() {
    DiningTable table = new DiningTable(SEATS);
    AtomicIntegerArray usedForks = new AtomicIntegerArray(SEATS);
    int[] meals = new int[SEATS];
    try (Pool pool = Pool.workStealing(2)) {
      List<Fut<Void>> philosophers =
          IntStream.range(0, SEATS)
              .mapToObj(seat ->
                  pool.spawnVoid(() -> {
                    for (int i = 0; i < MEALS; i++) {
                      table.dine(
                          seat,
                          () -> {
                            int right = (seat + 1) % SEATS;
                            assertThat(usedForks.incrementAndGet(seat)).isEqualTo(1);
                            assertThat(usedForks.incrementAndGet(right)).isEqualTo(1);
                            meals[seat]++;
                            usedForks.decrementAndGet(seat);
                            usedForks.decrementAndGet(right);
                          });
                    }
                  }))
              .toList();
      Fut.all(philosophers).await();
    }
    assertThat(meals).containsOnly(MEALS);
  }
}
