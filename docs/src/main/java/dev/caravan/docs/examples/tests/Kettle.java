package dev.caravan.docs.examples.tests;

import dev.caravan.core.time.MockClock;
import dev.caravan.testkit.Deterministic;
import java.time.Duration;

/** An hour that takes no time. */
public final class Kettle {
  private Kettle() {}

  // region kettle
  public static void main(String[] args) {
    MockClock clock = new MockClock(now -> System.out.println("mock time is now " + now));
    Deterministic.builder()
        .clock(clock)
        .run(test -> {
          test.fork(
              "kettle",
              () -> {
                test.sleep(Duration.ofHours(1));
                System.out.println("tea");
              });
          System.out.println("waiting");
        });
  }
  // endregion
}
