package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.effects.fiber.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each cell of the {@link WaitTable}, on each engine. Caller and command are tasks of one domain,
 * so that the caller waits once the command has the turn again.
 */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class MiouWaitContractTest {
  enum Event {
    WAKE,
    CANCEL,
    INTERRUPT
  }

  record Case(Engine engine, String method, List<Event> events, Set<String> expected) {}

  private record Ending(String word, boolean interrupted) {}

  static Stream<Case> cases() {
    return Rig.engines()
        .flatMap(engine -> WaitTable.rows().stream().flatMap(row -> cases(engine, row).stream()));
  }

  private static List<Case> cases(Engine engine, WaitTable.Row row) {
    List<Case> cases = new ArrayList<>();
    add(cases, engine, row, Set.of(row.woken()), Event.WAKE);
    add(cases, engine, row, Set.of(row.cancelled()), Event.CANCEL);
    add(cases, engine, row, Set.of(row.interrupted()), Event.INTERRUPT);
    if (!row.twoAtOnce().equals("-")) {
      boolean first = row.twoAtOnce().equals("first");
      Set<String> cancelled = Set.of(row.woken(), row.cancelled());
      Set<String> interrupted = Set.of(row.woken(), row.interrupted());
      add(cases, engine, row, first ? Set.of(row.woken()) : cancelled, Event.WAKE, Event.CANCEL);
      add(
          cases,
          engine,
          row,
          first ? Set.of(row.cancelled()) : cancelled,
          Event.CANCEL,
          Event.WAKE);
      add(cases, engine, row, interrupted, Event.WAKE, Event.INTERRUPT);
      add(cases, engine, row, interrupted, Event.INTERRUPT, Event.WAKE);
      add(cases, engine, row, Set.of("Cancelled", "Interrupted"), Event.CANCEL, Event.INTERRUPT);
    }
    return cases;
  }

  private static void add(
      List<Case> cases, Engine engine, WaitTable.Row row, Set<String> expected, Event... events) {
    List<Event> all = List.of(events);
    boolean possible = engine != Engine.CONTINUATION || !all.contains(Event.INTERRUPT);
    if (possible && !expected.contains("-")) { // there, the fibers share a thread
      cases.add(new Case(engine, row.method(), all, expected));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMethodEndsAsTheTableSays(Case one) {
    Signals signals = new Signals();
    MiouOptions options = MiouOptions.defaults().engine(one.engine).domains(1);
    Miou.runVoid(
        options.events(domain -> domain == 0 ? signals : new Signals()),
        () -> check(one, Wait.of(one.method, signals)));
  }

  private static void check(Case one, Wait wait) {
    wait.before();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Task<Ending> caller = Miou.async(() -> call(wait, thread));
    if (one.method.equals("Miou.yieldNow")) {
      Miou.yieldNow(); // it is to have the turn once
    } else {
      letOthersRun();
      assertThat(caller.state()).as("before any event").isEqualTo(Task.State.RUNNING);
    }
    for (Event event : one.events) {
      switch (event) {
        case WAKE -> wait.wake();
        case CANCEL -> caller.scope.cancel(null);
        case INTERRUPT -> thread.get().interrupt();
      }
    }
    if (one.expected.contains("ignored")) {
      letOthersRun();
      assertThat(caller.state()).as("after an event to ignore").isEqualTo(Task.State.RUNNING);
      wait.wake();
    }
    verify(one, caller.await());
    wait.after();
  }

  private static void letOthersRun() {
    for (int i = 0; i < 5; i++) {
      Miou.yieldNow();
    }
  }

  private static Ending call(Wait wait, AtomicReference<Thread> thread) {
    thread.set(Thread.currentThread());
    String word;
    try {
      wait.call();
      word = "returns";
    } catch (Cancelled | Interrupted e) {
      word = e.getClass().getSimpleName();
    }
    return new Ending(word, Thread.interrupted());
  }

  private static void verify(Case one, Ending ending) {
    assertThat(one.expected.contains("ignored") ? Set.of("returns") : one.expected)
        .contains(ending.word);
    if (!one.events.contains(Event.INTERRUPT)) {
      assertThat(ending.interrupted).as("a stray interrupt").isFalse();
    } else if (ending.word.equals("Interrupted")) {
      assertThat(ending.interrupted).as("the interrupt status").isTrue();
    }
  }
}
