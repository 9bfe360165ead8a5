package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.trace.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static Timeline.Span span(int worker, long from, long to) {
    return span("pool-1", worker, from, to);
  }

  private static Timeline.Span span(String pool, int worker, long from, long to) {
    return new Timeline.Span(
        pool,
        worker,
        "task a.b.FuturesModel$$Lambda/0x00ff12 of pool-1",
        7,
        Duration.ofNanos(from),
        Duration.ofNanos(to));
  }

  @Test
  void aLanePerWorkerCountsFromTheStartOfThePass() {
    List<Lane> lanes = Lanes.of(List.of(span(1, 110, 130), span(0, 120, 150)), 100, 60);
    assertThat(lanes)
        .containsExactly(
            new Lane("worker 0", List.of(new Lane.Stretch("task FuturesModel", 20, 50, 30, 1))),
            new Lane("worker 1", List.of(new Lane.Stretch("task FuturesModel", 10, 30, 20, 1))));
  }

  @Test
  void lanesOfSeveralPoolsCarryTheirNamesInTheOrderOfTheirComing() {
    List<Timeline.Span> spans =
        List.of(span("main", 0, 0, 1), span("domain-9", 0, 1, 2), span("domain-10", 0, 2, 3));
    assertThat(Lanes.of(spans, 0, 60))
        .extracting(Lane::worker)
        .containsExactly("main worker 0", "domain-9 worker 0", "domain-10 worker 0");
  }

  @Test
  void withoutAPoolTheCallerIsTheLane() {
    assertThat(Lanes.of(List.of(), 0, 60))
        .containsExactly(new Lane("caller", List.of(new Lane.Stretch("the loop", 0, 60, 60, 1))));
  }

  @Test
  void tooManyStretchesAreGroupedAndNoneIsLost() {
    List<Timeline.Span> spans =
        LongStream.range(0, 100_000).mapToObj(i -> span(0, 10 * i, 10 * i + 5)).toList();
    List<Lane.Stretch> groups = Lanes.of(spans, 0, 1_000_000).getFirst().stretches();
    assertThat(groups).hasSizeLessThanOrEqualTo(Lanes.MOST);
    assertThat(groups.stream().mapToInt(Lane.Stretch::tasks).sum()).isEqualTo(100_000);
    assertThat(groups.stream().mapToLong(Lane.Stretch::busy).sum()).isEqualTo(500_000);
  }
}
