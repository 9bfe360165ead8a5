package dev.caravan.testkit;

import dev.caravan.core.domain.Schedule;
import java.util.SplittableRandom;

/**
 * Keeps the domain's own order but for a few stretches, at switches that its seed decides. In a
 * stretch it never takes the first fiber, which stays the first: it is held up for so long.
 *
 * <p>After PCT (Burckhardt and others): most faults need few changes of the order, so few are made.
 * PCT spreads them over the length of the run, which must be known; here the distances are of a
 * magnitude that is drawn too, so that a seed alone makes the schedule.
 */
final class SeededSchedule implements Schedule {
  private static final int MAGNITUDES = 10; // distances up to 512 switches
  private static final int MOST_STRETCHES = 3;
  private static final int LONGEST = 16;

  private final SplittableRandom random;
  private final int distances;
  private int stretches;
  private int until; // switches before the next stretch
  private int left; // of the stretch that is on

  SeededSchedule(long seed) {
    random = new SplittableRandom(seed);
    distances = 1 << random.nextInt(MAGNITUDES);
    stretches = 1 + random.nextInt(MOST_STRETCHES);
    until = random.nextInt(distances);
    left = length();
  }

  private int length() {
    return random.nextInt(4) > 0 ? 1 : 2 + random.nextInt(LONGEST - 1);
  }

  @Override
  public int pick(int ready) {
    if (stretches == 0 || until-- > 0) {
      return 0;
    }
    until = 0;
    if (--left == 0) {
      stretches--;
      until = random.nextInt(distances);
      left = length();
    }
    return 1 + random.nextInt(ready - 1);
  }
}
