package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: no switch is open, nobody waits in Caravan, the openers of domains among them,
 * and no alarm is set. What is about to end has a while for it. JUnit finds it as a service, so it
 * holds for all tests. On the module path it finds no services of the module under test, so what
 * runs there names it.
 */
@SuppressWarnings("exports") // tests are in no module of their own
public final class LeakCheck implements AfterEachCallback {
  static final long GRACE = TimeUnit.SECONDS.toNanos(5);

  /** Made by JUnit. */
  public LeakCheck() {}

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(leaksThatStay(GRACE)).as("left by the test").isEmpty();
  }

  /** What has not ended after a while, in nanoseconds. */
  static List<String> leaksThatStay(long grace) {
    long deadline = System.nanoTime() + grace;
    List<String> leaks = leaks();
    while (!leaks.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(100_000);
      leaks = leaks();
    }
    return leaks;
  }

  static List<String> leaks() {
    assertThat(LeakCheck.class.desiredAssertionStatus()).as("switches are counted").isTrue();
    List<String> leaks = new ArrayList<>();
    addCount(leaks, SwitchRun.OPEN.sum(), "open switches");
    addCount(leaks, SystemAlarm.INSTANCE.pending(), "alarms");
    for (Waits.Waiting waiting : Waits.snapshot()) {
      leaks.add(waiting.who() + " waits for " + waiting.forWhat());
    }
    return leaks;
  }

  private static void addCount(List<String> leaks, long count, String what) {
    if (count != 0) {
      leaks.add(count + " " + what);
    }
  }
}
