package dev.caravan.docs.exercises.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;
import org.junit.jupiter.api.Test;

class OdometerTest {
  @Test
  void noMileIsLost() {
    try (Pool owner = Pool.background();
        Pool travellers = Pool.workStealing(4)) {
      Odometer subject = Exercise.subject(Odometer.class, owner);
      Fut.forRange(travellers, 10_000, i -> subject.bump()).await();
      assertThat(subject.read()).isEqualTo(10_000);
    }
  }

  @Test
  void itCanBeReadByATaskOfAnotherPool() {
    try (Pool owner = Pool.background();
        Pool travellers = Pool.workStealing(1)) {
      Odometer subject = Exercise.subject(Odometer.class, owner);
      Fut<Long> read =
          travellers.spawn(() -> {
            subject.bump();
            subject.bump();
            return subject.read();
          });
      assertThat(read.await()).isEqualTo(2);
    }
  }
}
