package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a domain tells the flight recorder. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainEventsTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  @TempDir Path folder;

  private List<RecordedEvent> recorded(String type, Runnable program) throws IOException {
    Path file = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(type);
      recording.start();
      program.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .toList();
  }

  private static void computeFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFiberThatKeepsItsDomainIsReportedWithItsFrame(Engine engine) throws Exception {
    List<RecordedEvent> events =
        recorded(
            "dev.caravan.DomainStall",
            () ->
                Domain.builder()
                    .name("stalled")
                    .engine(engine)
                    .run(domain -> {
                      computeUntilSeen(DomainFiber.ofCaller().loop);
                      return null;
                    }));
    List<RecordedEvent> ours =
        events.stream().filter(event -> event.getString("domain").equals("stalled")).toList();
    assertThat(ours)
        .as("stalls")
        .isNotEmpty()
        .allSatisfy(
            stall -> assertThat(stall.getString("fiber")).isEqualTo("fiber main#1 of stalled"));
    assertThat(ours)
        .filteredOn(stall -> stall.getString("frame").contains("DomainEventsTest"))
        .as("by whoever looked")
        .isNotEmpty();
  }

  /** Looks as the watch does, which may find the same at its own time. */
  private static void computeUntilSeen(Loop loop) {
    StallWatch.Watched watched = new StallWatch.Watched(loop, () -> {});
    CountDownLatch seen = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(() -> {
          watched.look();
          watched.look(); // the same turn
          seen.countDown();
        });
    while (seen.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPinnedForkIsReportedWhereTheChildIsQueued(Engine engine) throws Exception {
    assertThat(forksReported(Domain.builder().engine(engine)))
        .containsExactlyElementsOf(
            engine == Engine.LOOP // on the others the child runs at once all the same
                ? List.of("fiber main#1 of pinned fork: a fork")
                : List.of());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPinnedForkIsReportedIfAScheduleTakesTheChildFirst(Engine engine) throws Exception {
    assertThat(forksReported(Domain.builder().engine(engine).schedule(ready -> 0)))
        .containsExactlyElementsOf(
            engine == Engine.BATON // which is handed on all the same
                ? List.of()
                : List.of("fiber main#1 of pinned fork: a fork"));
  }

  private List<String> forksReported(DomainBuilder builder) throws IOException {
    List<RecordedEvent> events =
        recorded(
            "dev.caravan.DomainPinned",
            () ->
                builder
                    .name("pinned fork")
                    .run(domain -> {
                      PinnedBody.run(() -> DomainOrderTest.fork("child", () -> {}));
                      return null;
                    }));
    return events.stream()
        .map(event -> event.getString("fiber") + ": " + event.getString("during"))
        .toList();
  }

  /** Not in the class that is initialised: another thread would wait for that to end. */
  private static void signalLater(Trigger trigger) {
    Thread.ofPlatform()
        .start(() -> {
          computeFor(Duration.ofMillis(100)); // the watch looks meanwhile
          trigger.signal();
        });
  }

  /** Waits while it is being initialised, which pins its thread on the loop. */
  static final class Pinned {
    static {
      Trigger trigger = new Trigger();
      signalLater(trigger);
      trigger.await();
    }

    static void touch() {}

    private Pinned() {}
  }

  @Test
  void aFiberThatIsPinnedIsReported() throws Exception {
    assumeThat(Engine.preferred()).isEqualTo(Engine.LOOP);
    List<RecordedEvent> events =
        recorded(
            "dev.caravan.DomainPinned",
            () ->
                Domain.builder()
                    .name("pinned")
                    .run(domain -> {
                      Pinned.touch();
                      return null;
                    }));
    assertThat(events).isNotEmpty();
    assertThat(events.getFirst().getString("fiber")).isEqualTo("fiber main#1 of pinned");
    assertThat(events.getFirst().getString("during")).isEqualTo("a wait");
  }
}
