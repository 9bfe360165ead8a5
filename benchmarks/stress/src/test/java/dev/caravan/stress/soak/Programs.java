package dev.caravan.stress.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes random programs. The same seed makes the same program. */
final class Programs {
  private final SplittableRandom random;
  private int budget;

  Programs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A program of at most about that many steps. */
  Step next(int steps) {
    budget = steps;
    return step(0);
  }

  private Step step(int depth) {
    budget--;
    if (budget <= 0 || depth > 12) {
      return leaf();
    }
    int deeper = depth + 1;
    return switch (random.nextInt(22)) {
      case 0 -> leaf();
      case 1, 2, 3 -> new Steps.Spawn(several(deeper));
      case 4 -> new Steps.Combine(step(deeper), step(deeper));
      case 5, 6 -> new Steps.Both(step(deeper), step(deeper));
      case 7 -> new Steps.Loop(random.nextInt(1, 200), random.nextInt(1, 20), step(deeper));
      case 8 -> new Steps.Promised(step(deeper));
      case 9 -> new Steps.Stall(step(deeper));
      case 10 -> new Steps.FromOutside(step(deeper));
      case 11 -> new Steps.Across(step(deeper));
      case 12 -> new Steps.Locked(step(deeper));
      case 13 -> new Steps.Aside(step(deeper));
      case 14 -> new Steps.Local(random.nextInt(100), step(deeper));
      case 15 -> new Upsets.Victim(random.nextBoolean(), step(deeper), step(deeper));
      case 16 -> new Upsets.Scoped(step(deeper), step(deeper));
      case 17 -> new Upsets.Impatient(random.nextInt(3), random.nextInt(50_000), step(deeper));
      case 18 -> new Upsets.ImpatientLock(random.nextInt(20_000), step(deeper));
      case 19 ->
          random.nextBoolean()
              ? new Upsets.Failing(random.nextInt(100), step(deeper))
              : new Upsets.FailingFork(random.nextBoolean(), step(deeper), step(deeper));
      case 20 -> new Steps.Channelled(random.nextInt(4), random.nextInt(30), step(deeper));
      case 21 ->
          new Upsets.Transfer(
              account(),
              account(),
              account(),
              random.nextInt(400),
              random.nextInt(200_000),
              step(deeper));
      default -> throw new AssertionError("no such kind of step");
    };
  }

  private int account() {
    return random.nextInt(Bank.ACCOUNTS);
  }

  private List<Step> several(int depth) {
    List<Step> parts = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      parts.add(step(depth));
    }
    return parts;
  }

  private Step leaf() {
    return new Steps.Leaf(random.nextInt(1_000));
  }
}
