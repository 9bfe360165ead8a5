package dev.caravan.docs.exercises.forkjoin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.pool.Pool;
import dev.caravan.docs.exercises.Exercise;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongestRunTest {
  private final LongestRun subject = Exercise.subject(LongestRun.class);

  @Test
  void anEmptyArrayHasNoRun() {
    assertThat(subject.of(new int[0])).isZero();
  }

  @Test
  void runsAreCounted() {
    assertThat(subject.of(new int[] {7})).isEqualTo(1);
    assertThat(subject.of(new int[] {1, 2, 2, 3, 3, 3, 1})).isEqualTo(3);
    assertThat(subject.of(new int[] {5, 5, 5, 5})).isEqualTo(4);
  }

  @Test
  void aRunAcrossPiecesIsOneRun() {
    int[] numbers = new int[100_000];
    numbers[10] = 1;
    assertThat(subject.of(numbers)).isEqualTo(99_989);
  }

  @Test
  void itAgreesWithALoopAndForks() {
    int[] numbers = new Random(42).ints(200_000, 0, 3).toArray();
    try (Pool pool = Pool.workStealing(2)) {
      assertThat(pool.<Integer, RuntimeException>invoke(() -> subject.of(numbers)))
          .isEqualTo(loop(numbers));
      assertThat(pool.statistics().forked()).as("pieces given to the other worker").isPositive();
    }
  }

  private static int loop(int[] numbers) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < numbers.length; i++) {
      run = i > 0 && numbers[i] == numbers[i - 1] ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
