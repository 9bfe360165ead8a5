package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.WaitCaller.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
 * <p>The words: the simple name of what is thrown; {@code returns}, {@code false}; {@code ignored}
 * (the wait goes on, until woken); {@code -} (cannot happen); {@code first} (of two events the
 * first decides) and {@code either} (what is waited for ends on another thread, so either may come
 * first).
 */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class WaitContractTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Set<String> ENDS =
      Set.of(
          "returns",
          "false",
          "Cancelled",
          "Interrupted",
          "TimedOut",
          "ChannelClosed",
          "ChannelFailed",
          "TimeoutException",
          "InterruptedException",
          "ExecutionException");

  private record Row(String method, String carriers, Map<String, String> cells) {
    String cell(String column) {
      return cells.get(column);
    }
  }

  private interface Event {
    void happen(WaitCaller caller, WaitDriver driver) throws Exception;
  }

  private static final Event WAKE = (caller, driver) -> driver.wake();
  private static final Event CANCEL = (caller, driver) -> caller.scope().cancel(null);
  private static final Event INTERRUPT = (caller, driver) -> caller.thread().interrupt();
  private static final Event CLOSE = (caller, driver) -> driver.close(caller);

  @TestFactory
  Stream<DynamicNode> everyMethodEndsAsTheTableSays() throws IOException {
    return rows().stream()
        .map(row ->
            DynamicContainer.dynamicContainer(
                row.method() + " on " + row.carriers(),
                WaitCaller.On.group(row.carriers()).stream()
                    .flatMap(on -> tests(row, on).stream())));
  }

  private static List<Row> rows() throws IOException {
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                WaitContractTest.class.getResourceAsStream("/wait-contract.csv"),
                StandardCharsets.UTF_8))) {
      String[] columns = table.readLine().split(",", -1);
      return table.lines().map(line -> row(columns, line.split(",", -1))).toList();
    }
  }

  private static Row row(String[] columns, String[] cells) {
    assertThat(cells).as("the cells of %s", cells[0]).hasSameSizeAs(columns);
    Map<String, String> byName = new HashMap<>();
    for (int i = 2; i < columns.length; i++) {
      byName.put(columns[i], cells[i]);
    }
    return new Row(cells[0], cells[1], byName);
  }

  private static List<DynamicTest> tests(Row row, WaitCaller.On on) {
    List<DynamicTest> tests = new ArrayList<>();
    single(tests, row, on, "woken", WAKE, LONG);
    single(tests, row, on, "cancelled", CANCEL, LONG);
    single(tests, row, on, "interrupted", INTERRUPT, LONG);
    single(tests, row, on, "timed-out", (caller, driver) -> {}, SHORT);
    single(tests, row, on, "closed", CLOSE, LONG);
    twoAtOnce(tests, row, on);
    return tests;
  }

  private static void single(
      List<DynamicTest> tests,
      Row row,
      WaitCaller.On on,
      String column,
      Event event,
      Duration limit) {
    String word = row.cell(column);
    if (!word.equals("-") && (event != INTERRUPT || on.takesInterrupts())) {
      tests.add(test(row, on, column + ": " + word, limit, expected(word), event));
    }
  }

  /** The words that a cell allows, or a failure if it is no word of the table. */
  private static Set<String> expected(String word) {
    if (word.equals("ignored") || ENDS.contains(word)) {
      return Set.of(word);
    }
    throw new IllegalArgumentException("the table uses a word that means nothing: " + word);
  }

  private static void twoAtOnce(List<DynamicTest> tests, Row row, WaitCaller.On on) {
    String woken = row.cell("woken");
    String cancelled = orReturns(row.cell("cancelled"));
    String interrupted = orReturns(row.cell("interrupted"));
    switch (row.cell("two-at-once")) {
      case "-" -> {}
      case "first" -> {
        tests.add(test(row, on, "woken, then cancelled", LONG, Set.of(woken), WAKE, CANCEL));
        tests.add(test(row, on, "cancelled, then woken", LONG, Set.of(cancelled), CANCEL, WAKE));
        addInterrupts(tests, row, on, woken, interrupted);
      }
      case "either" -> {
        Set<String> both = setOf(woken, cancelled);
        tests.add(test(row, on, "woken, then cancelled", LONG, both, WAKE, CANCEL));
        tests.add(test(row, on, "cancelled, then woken", LONG, both, CANCEL, WAKE));
        addInterrupts(tests, row, on, woken, interrupted);
      }
      default -> throw new IllegalArgumentException("unknown word: " + row.cell("two-at-once"));
    }
  }

  private static void addInterrupts(
      List<DynamicTest> tests, Row row, WaitCaller.On on, String woken, String interrupted) {
    Set<String> both = setOf(woken, interrupted);
    tests.add(test(row, on, "woken, then interrupted", LONG, both, WAKE, INTERRUPT));
    tests.add(test(row, on, "interrupted, then woken", LONG, both, INTERRUPT, WAKE));
  }

  private static Set<String> setOf(String one, String other) {
    return one.equals(other) ? Set.of(one) : Set.of(one, other);
  }

  private static String orReturns(String word) {
    return word.equals("ignored") ? "returns" : word;
  }

  private static DynamicTest test(
      Row row,
      WaitCaller.On on,
      String name,
      Duration limit,
      Set<String> expected,
      Event... events) {
    return DynamicTest.dynamicTest(
        row.method() + " on " + on + ", " + name,
        () -> check(row.method(), on, limit, expected, events));
  }

  private static void check(
      String method, WaitCaller.On on, Duration limit, Set<String> expected, Event... events)
      throws Exception {
    WaitDriver driver = WaitDriver.of(method, limit);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (WaitCaller caller = new WaitCaller(on, () -> call(driver, begun, go))) {
      begun.await();
      reach(driver, caller, limit);
      for (Event event : events) {
        event.happen(caller, driver);
      }
      go.countDown();
      if (expected.contains("ignored") && !driver.takesEventsBefore()) {
        assertThat(caller.hasEnded()).as("ended, though the event is ignored").isFalse();
        driver.wake();
      }
      verify(caller, driver, expected, List.of(events));
    } finally {
      driver.dispose();
    }
  }

  private static Object call(WaitDriver driver, CountDownLatch begun, CountDownLatch go)
      throws Exception {
    begun.countDown();
    if (driver.takesEventsBefore()) {
      while (go.getCount() > 0) {
        Thread.onSpinWait();
      }
    }
    return driver.call();
  }

  private static void reach(WaitDriver driver, WaitCaller caller, Duration limit) throws Exception {
    Thread thread = caller.thread();
    if (limit == LONG && !driver.takesEventsBefore()) {
      Eventually.until(
          thread + " has begun to wait", () -> caller.hasEnded() || driver.isWaiting(thread));
      assertThat(caller.hasEnded()).as("ended before any event").isFalse();
    }
  }

  private static void verify(
      WaitCaller caller, WaitDriver driver, Set<String> expected, List<Event> events)
      throws Exception {
    Ending ending = caller.ending();
    String word = ending.word();
    assertThat(expected.contains("ignored") ? Set.of("returns") : expected)
        .as("the outcome %s", ending)
        .contains(word);
    boolean keepsStatus = events.contains(INTERRUPT) && !word.equals("InterruptedException");
    if (keepsStatus && !word.equals("returns")) {
      assertThat(ending.interrupted()).as("the interrupt status after %s", word).isTrue();
    }
    if (!events.contains(INTERRUPT)) {
      assertThat(ending.interrupted()).as("a stray interrupt after %s", word).isFalse();
    }
    assertThat(Eventually.isWaiting(caller.thread())).as(Waits.dump()).isFalse();
    CancelScope scope = caller.scope(); // a branch closes its own scope after it woke the caller
    Eventually.until("the caller's scope keeps nobody", () -> scope.waitersKept() == 0);
    if (!word.equals("returns")) {
      driver.assertNothingLeft();
    }
  }
}
