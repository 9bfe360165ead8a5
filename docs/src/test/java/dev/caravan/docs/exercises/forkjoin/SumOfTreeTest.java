package dev.caravan.docs.exercises.forkjoin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;
import dev.caravan.docs.exercises.forkjoin.SumOfTree.Tree;
import org.junit.jupiter.api.Test;

class SumOfTreeTest {
  private final SumOfTree subject = Exercise.subject(SumOfTree.class);

  @Test
  void theEmptyTreeHasTheSumZero() {
    assertThat(subject.sum(null)).isZero();
  }

  @Test
  void everyNodeCountsOnce() {
    assertThat(subject.sum(numbered(1, 10))).isEqualTo(55);
  }

  @Test
  void subtreesAreForked() {
    try (Pool pool = Pool.workStealing(2)) {
      assertThat(pool.<Long, RuntimeException>invoke(() -> subject.sum(numbered(1, 4_000))))
          .isEqualTo(8_002_000);
      assertThat(pool.statistics().forked()).as("forks offered to the other worker").isPositive();
    }
  }

  private static Tree numbered(long from, long to) {
    if (from > to) {
      return null;
    }
    long middle = (from + to) / 2;
    return new Tree(middle, numbered(from, middle - 1), numbered(middle + 1, to));
  }
}
