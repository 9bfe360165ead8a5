package dev.caravan.docs.examples.tests;

import dev.caravan.core.time.Clock;
import dev.caravan.testkit.Deterministic;
import java.time.Duration;

/** A lantern that goes out unless it is filled in time, and two tests of it. */
public final class Lantern {
  // region lantern
  private final Clock clock;
  private final Duration burns;
  private long filled;

  Lantern(Clock clock, Duration burns) {
    this.clock = clock;
    this.burns = burns;
    fill();
  }

  void fill() {
    filled = clock.nanoTime();
  }

  boolean isLit() {
    return clock.nanoTime() - filled < burns.toNanos();
  }

  // endregion

  // region wrong
  static boolean isLitAfterItWasFilled(long extra) throws InterruptedException {
    Lantern lantern = new Lantern(Clock.system(), Duration.ofMillis(20));
    Thread.sleep(15);
    lantern.fill();
    Thread.sleep(15 + extra); // a busy machine adds something, now and then
    return lantern.isLit();
  }

  // endregion

  // region right
  static void burnsEightHoursFromTheLastFilling() {
    Deterministic.run(test -> {
      Lantern lantern = new Lantern(test.clock(), Duration.ofHours(8));
      test.sleep(Duration.ofHours(7));
      lantern.fill();
      test.sleep(Duration.ofHours(8).minusNanos(1));
      test.trail().add("lit: " + lantern.isLit());
      test.sleep(Duration.ofNanos(1));
      test.trail().add("lit: " + lantern.isLit());
      test.trail().expect("lit: true", "lit: false");
      System.out.println("passed at " + test.clock().time());
    });
  }

  // endregion

  public static void main(String[] args) throws InterruptedException {
    System.out.println("real time, 10 ms more: lit: " + isLitAfterItWasFilled(10));
    burnsEightHoursFromTheLastFilling();
  }
}
