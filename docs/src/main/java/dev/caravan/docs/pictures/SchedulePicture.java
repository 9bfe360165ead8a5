package dev.caravan.docs.pictures;

import dev.caravan.docs.pictures.LockFreePicture.Step;
import dev.caravan.testkit.Deterministic;
import dev.caravan.testkit.TestRun;
import java.util.ArrayList;
import java.util.List;

/** Two camels take a stall each: in the domain's own order, and with one other choice. */
final class SchedulePicture {
  private static final int OTHER = 5; // the switch at which B overtakes A

  private final List<Step> steps = new ArrayList<>();
  private int free = 2;

  private SchedulePicture() {}

  static String draw() {
    return StepsSvg.draw(
        "Above, A has its stall before B looks; below, B overtakes A, and both take the same stall",
        "free stalls",
        List.of(run(0), run(OTHER)));
  }

  private static List<Step> run(int deviatesAt) {
    SchedulePicture stable = new SchedulePicture();
    int[] switches = {0};
    Deterministic.builder()
        .schedule(ready -> ++switches[0] == deviatesAt ? 1 : 0)
        .run(test -> {
          test.fork("A", () -> stable.checkIn("A", test));
          test.fork(
              "B",
              () -> {
                test.yieldNow();
                stable.checkIn("B", test);
              });
        });
    return stable.steps;
  }

  private void checkIn(String camel, TestRun test) {
    int seen = free;
    add(camel, "reads " + seen, false);
    test.yieldNow();
    boolean outdated = seen != free;
    free = seen - 1;
    add(camel, "writes " + free, outdated);
  }

  private void add(String camel, String what, boolean outdated) {
    steps.add(new Step(camel, what, outdated, String.valueOf(free)));
  }
}
