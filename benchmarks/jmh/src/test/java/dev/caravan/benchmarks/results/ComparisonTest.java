package dev.caravan.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void theIterationsOfAllRoundsCountAlike() throws IOException {
    Measurement caravan = JmhFiles.parse(Samples.rounds()).getFirst();
    assertThat(caravan.samples()).containsExactly(1.0, 1.1, 0.9, 1.2, 0.8, 1.0);
    assertThat(caravan.nsPerOp()).isCloseTo(1.0, within(1e-9));
    // s = sqrt(0.1 / 5); the 99.95 % point of Student's t with 5 degrees is 6.8688
    assertThat(caravan.error()).isCloseTo(6.8688 * Math.sqrt(0.02 / 6), within(1e-4));
    assertThat(caravan.bytesPerOp()).hasValue(24);
  }

  @Test
  void theRatioIsTheContendersTimeOverCaravans() throws IOException {
    List<Comparison> lines = Samples.results(false).comparisons();
    assertThat(Samples.line(lines, "forkJoinPool", "caravan").ratio().orElseThrow())
        .isCloseTo(2.0, within(1e-9));
    assertThat(Samples.line(lines, "forkJoinPool", "caravanPrimitive").ratio().orElseThrow())
        .isCloseTo(2 / (3.02 / 6), within(1e-9));
  }

  @Test
  void eachContenderIsComparedWithEachCaravanRow() throws IOException {
    assertThat(Samples.results(false).comparisons())
        .extracting(l -> l.contender().contender() + "/" + l.caravan())
        .containsExactly(
            "caravan/caravan",
            "caravanPrimitive/caravanPrimitive",
            "forkJoinPool/caravan",
            "forkJoinPool/caravanPrimitive",
            "quick/caravan",
            "quick/caravanPrimitive",
            "slowButClose/caravan",
            "slowButClose/caravanPrimitive");
  }

  @Test
  void whereIntervalsOverlapThereIsNoDifference() throws IOException {
    List<Comparison> lines = Samples.results(false).comparisons();
    assertThat(Samples.line(lines, "slowButClose", "caravan").verdict())
        .isEqualTo(Verdict.NO_DIFFERENCE);
    assertThat(Samples.line(lines, "forkJoinPool", "caravan").verdict()).isEqualTo(Verdict.FASTER);
    assertThat(Samples.line(lines, "quick", "caravan").verdict()).isEqualTo(Verdict.SLOWER);
  }

  @Test
  void twoIterationsAreTooFew() {
    Measurement two = new Measurement("Fib", Map.of(), "caravan", List.of(1.0, 2.0), List.of());
    Measurement peer = new Measurement("Fib", Map.of(), "peer", List.of(9.0, 9.0), List.of());
    assertThat(Comparison.of(List.of(two, peer)).getLast().verdict()).isEqualTo(Verdict.TOO_FEW);
  }

  @Test
  void aLowerBoundBeatsNobody() {
    Measurement ours =
        new Measurement("Fib", Map.of(), "caravan", List.of(9.0, 9.0, 9.0), List.of());
    Measurement bare =
        new Measurement("Fib", Map.of(), "bareCalls", List.of(1.0, 1.0, 1.0), List.of());
    assertThat(Comparison.of(List.of(ours, bare)).getLast().verdict())
        .isEqualTo(Verdict.LOWER_BOUND);
  }

  @Test
  void withoutACaravanRowThereIsNoRatio() {
    Measurement peer = new Measurement("Fib", Map.of(), "peer", List.of(9.0), List.of());
    assertThat(Comparison.of(List.of(peer)).getFirst().ratio()).isEmpty();
  }

  @Test
  void otherParametersAreNotCompared() {
    Measurement caravan =
        new Measurement("Fib", Map.of("workers", "10"), "caravan", List.of(1.0), List.of());
    Measurement peer =
        new Measurement("Fib", Map.of("workers", "2"), "peer", List.of(1.0), List.of());
    assertThat(Comparison.of(List.of(caravan, peer)))
        .extracting(l -> l.contender().contender())
        .as("in the order of the numbers")
        .containsExactly("peer", "caravan");
    assertThat(Comparison.of(List.of(caravan, peer)).getFirst().ratio()).isEmpty();
  }

  @Test
  void throughputIsRefused() {
    String json = Samples.rounds()[0].replace("us/op", "ops/us");
    assertThatThrownBy(() -> JmhFiles.parse(json))
        .hasMessageContaining("Fib.slowButClose is measured in ops/us");
  }
}
