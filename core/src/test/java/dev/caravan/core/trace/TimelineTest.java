package dev.caravan.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class TimelineTest {

  @Test
  void eachStretchOfATaskIsASpanOnItsWorker() throws Exception {
    List<Timeline.Span> spans;
    try (Timeline timeline = Timeline.start()) {
      try (Pool pool = Pool.configure().name("traced").parallelism(2).workStealing()) {
        Trigger gate = new Trigger();
        Fut<Void> waits = pool.spawnVoid(gate::await);
        pool.invokeVoid(() -> Thread.sleep(20)); // a stretch with a length, which is the subject
        gate.signal();
        waits.await();
      }
      spans = timeline.stop().stream().filter(span -> span.pool().equals("traced")).toList();
    }

    assertThat(spans).hasSizeGreaterThanOrEqualTo(3);
    assertThat(spans)
        .allSatisfy(span -> {
          assertThat(span.worker()).isBetween(0, 1);
          assertThat(span.end()).isGreaterThanOrEqualTo(span.start());
          assertThat(span.start()).isPositive();
          assertThat(span.task()).isNotEmpty();
        })
        .anySatisfy(span ->
            assertThat(span.end().minus(span.start()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(15)));
    assertThat(spans).extracting(Timeline.Span::start).isSorted();
  }

  @Test
  void withoutARecordingNothingIsBegun() {
    assertThat(TaskRunEvent.begun()).isNull();
  }
}
