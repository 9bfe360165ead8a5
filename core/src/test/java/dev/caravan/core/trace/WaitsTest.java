package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.spi.CoarseTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What waits for what: here, since frames of the kernel's and the pool's packages are left out. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class WaitsTest {

  private final Trigger bell = new Trigger("the dinner bell");

  @Test
  void aWaitingTaskIsNamedWithItsPoolItsSubjectAndItsFrame() {
    try (Pool pool = Pool.configure().name("kitchen").parallelism(1).workStealing()) {
      Fut<Void> guest = pool.spawnVoid(this::waitForDinner);
      Eventually.until("waits", () -> entry() != null);

      Waits.Waiting waiting = entry();
      String dump = Waits.dump();
      bell.signal();
      guest.await();

      assertThat(waiting.who().toString()).contains("task").contains("kitchen");
      assertThat(waiting.age()).isPositive();
      assertThat(dump)
          .contains("kitchen")
          .contains("waits for the dinner bell")
          .contains("WaitsTest.waitForDinner");
    }
    assertThat(entry()).isNull();
  }

  @Test
  void aWaitingThreadIsNamedWhoeverDumps() throws Exception {
    Thread thread = Thread.ofPlatform().name("guest").start(this::waitForDinner);
    Eventually.untilWaiting(thread);

    String who = entry().who().toString();
    bell.signal();
    thread.join();

    assertThat(who).isEqualTo("thread guest");
  }

  @Test
  void theSnapshotBeginsWithTheLongestWait() throws Exception {
    Trigger later = new Trigger("the second");
    Thread one = Thread.ofVirtual().start(bell::await);
    Eventually.untilWaiting(one);
    long began = System.nanoTime();
    Eventually.until("later, by the clock of waits", () -> CoarseTime.now() - began > 40_000_000);
    Thread two = Thread.ofVirtual().start(later::await);
    Eventually.untilWaiting(two);

    List<Object> subjects =
        Waits.snapshot().stream()
            .map(Waits.Waiting::forWhat)
            .filter(what -> what == bell || what == later)
            .toList();
    bell.signal();
    later.signal();
    one.join();
    two.join();

    assertThat(subjects).containsExactly(bell, later);
  }

  @Test
  void aRecordingHoldsTheWaits(@TempDir Path folder) throws Exception {
    Thread thread = Thread.ofPlatform().name("recorded guest").start(this::waitForDinner);
    Eventually.untilWaiting(thread);
    Path file = folder.resolve("waits.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.caravan.Wait").with("period", "everyChunk");
      recording.start();
      recording.stop();
      recording.dump(file);
    }
    bell.signal();
    thread.join();

    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.caravan.Wait"))
        .anySatisfy(event -> {
          assertThat(event.getString("who")).isEqualTo("thread recorded guest");
          assertThat(event.getString("forWhat")).isEqualTo("the dinner bell");
          assertThat(event.getString("frame")).contains("waitForDinner");
          assertThat(event.getDuration("age")).isPositive();
        });
  }

  private void waitForDinner() {
    assertThat(bell.await(Duration.ofSeconds(60))).isTrue();
  }

  private Waits.Waiting entry() {
    return Waits.snapshot().stream()
        .filter(waiting -> waiting.forWhat() == bell)
        .findFirst()
        .orElse(null);
  }
}
