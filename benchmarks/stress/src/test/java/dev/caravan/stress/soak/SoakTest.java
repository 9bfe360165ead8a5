package dev.caravan.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random rounds for {@code -Dsoak.seconds}. A failure names the seed of its round; {@code
 * -Dsoak.seed} begins with that round, whose programs and pools are then the same, though not its
 * schedule.
 *
 * <p>Alone: {@code ./mvnw -q test -Pquick -pl benchmarks/stress -am -Dtest=SoakTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsoak.seconds=60}
 */
@Tag("soak")
class SoakTest {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 5);
  private static final long FIRST_SEED = Long.getLong("soak.seed", System.nanoTime());

  @Test
  void everyRoundEndsWithRightResultsAndLeavesNothing() {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    SplittableRandom seeds = new SplittableRandom(FIRST_SEED);
    int rounds = 0;
    for (long seed = FIRST_SEED; System.nanoTime() - end < 0; seed = seeds.nextLong()) {
      try {
        new Round(seed).run();
      } catch (Throwable failure) {
        throw new AssertionError(
            "round " + rounds + " failed; again with -Dsoak.seed=" + seed, failure);
      }
      rounds++;
    }
    System.out.println("soak: " + rounds + " rounds, first seed " + FIRST_SEED);
    assertThat(rounds).isPositive();
    Hang.unless("all threads gone", () -> !Hang.anyThreadNamed("soak-"), Round.LIMIT);
  }
}
