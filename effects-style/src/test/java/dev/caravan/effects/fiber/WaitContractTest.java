package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.effects.fiber.WaitCall.Ending;
import dev.caravan.effects.fiber.WaitCall.On;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The wait contract: {@code wait-contract.csv} says for each suspending method, and each thing that
 * may happen to its caller, how the call ends; each cell is tested on each carrier.
 *
 * <p>The words: the simple name of what is thrown; {@code returns}; {@code ignored} (the call goes
 * on); {@code -} (cannot happen); {@code A or B}; {@code first} (of two events the first decides)
 * and {@code either} (what is waited for ends on another thread, so either may come first).
 */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class WaitContractTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(5);

  private enum Event {
    WOKEN,
    CANCELLED,
    INTERRUPTED,
    TIMED_OUT,
    CLOSED;

    String column() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void happen(WaitCall call, WaitDriver driver) throws Exception {
      switch (this) {
        case WOKEN -> driver.wake();
        case CANCELLED -> call.cancel();
        case INTERRUPTED -> call.interrupt();
        case CLOSED -> driver.close();
        case TIMED_OUT -> {}
      }
    }
  }

  @TestFactory
  Stream<DynamicNode> everyMethodEndsAsTheTableSays() throws IOException {
    List<String> lines = table();
    String[] columns = lines.getFirst().split(",", -1);
    return lines.stream().skip(1).map(line -> tests(columns, line.split(",", -1)));
  }

  static List<String> table() throws IOException {
    try (var table = WaitContractTest.class.getResourceAsStream("/wait-contract.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static DynamicNode tests(String[] columns, String[] cells) {
    assertThat(cells).as("the cells of %s", cells[0]).hasSameSizeAs(columns);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      row.put(columns[i], cells[i]);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (On on : On.available()) {
      for (Event event : Event.values()) {
        String word = row.get(event.column());
        if (!word.equals("-") && (event != Event.INTERRUPTED || on.takesInterrupts())) {
          tests.add(test(row, on, Set.of(word.split(" or ")), event));
        }
      }
      addTwoAtOnce(tests, row, on);
    }
    return DynamicContainer.dynamicContainer(row.get("method"), tests);
  }

  private static void addTwoAtOnce(List<DynamicTest> tests, Map<String, String> row, On on) {
    String order = row.get("two-at-once");
    if (order.equals("-")) {
      return;
    }
    Set<String> woken = Set.of("returns");
    Set<String> cancelled = Set.of(row.get("cancelled"));
    Set<String> either = Set.of("returns", row.get("cancelled"));
    boolean first = order.equals("first");
    assertThat(first || order.equals("either")).as("a word of the table: %s", order).isTrue();
    tests.add(test(row, on, first ? woken : either, Event.WOKEN, Event.CANCELLED));
    tests.add(test(row, on, first ? cancelled : either, Event.CANCELLED, Event.WOKEN));
    if (on.takesInterrupts()) {
      Set<String> interrupted = Set.of("returns", row.get("interrupted"));
      tests.add(test(row, on, interrupted, Event.WOKEN, Event.INTERRUPTED));
      tests.add(test(row, on, interrupted, Event.INTERRUPTED, Event.WOKEN));
    }
  }

  private static DynamicTest test(
      Map<String, String> row, On on, Set<String> expected, Event... events) {
    return DynamicTest.dynamicTest(
        row.get("method") + " on " + on + " " + List.of(events) + ": " + expected,
        () -> check(row.get("method"), on, expected, List.of(events)));
  }

  private static void check(String method, On on, Set<String> expected, List<Event> events)
      throws Exception {
    boolean mayEndAtOnce = events.contains(Event.TIMED_OUT);
    WaitDriver driver = WaitDriver.of(method, mayEndAtOnce ? SHORT : LONG);
    WaitCall call = WaitCall.start(on, driver.neverWaits(), driver.call);
    try {
      while (!mayEndAtOnce && !driver.neverWaits() && !isReached(call, driver)) {
        assertThat(call.hasEnded()).as("ended before any event").isFalse();
        Thread.onSpinWait();
      }
      for (Event event : events) {
        event.happen(call, driver);
      }
      call.go();
      verify(call, driver, expected, events);
    } finally {
      driver.wake();
      driver.close();
    }
  }

  private static boolean isReached(WaitCall call, WaitDriver driver) throws Exception {
    return call.isWaiting() && driver.othersAreReady();
  }

  private static void verify(
      WaitCall call, WaitDriver driver, Set<String> expected, List<Event> events) throws Exception {
    Ending ending = call.ending();
    assertThat(expected.contains("ignored") ? Set.of("returns") : expected)
        .as("the outcome %s", ending)
        .contains(ending.word());
    boolean interrupted = events.contains(Event.INTERRUPTED);
    if (ending.word().equals("returns") ? !interrupted : interrupted == events.size() < 2) {
      assertThat(ending.interrupted())
          .as("the interrupt status after %s", ending)
          .isEqualTo(interrupted);
    }
    assertThat(call.isWaiting()).as("still waits").isFalse();
    if (ending.thrown() != null) {
      driver.wake();
      assertThat(driver.leftNothing()).as("nothing is left of %s", ending).isTrue();
    }
  }
}
