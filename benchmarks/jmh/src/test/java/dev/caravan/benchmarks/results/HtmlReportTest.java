package dev.caravan.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  @Test
  void thePageNeedsNothingButItself() throws IOException {
    assertThat(HtmlReport.of(Samples.results(false)))
        .doesNotContain("http:", "https:", "<script", "<link", "<img", "src=", "@import", "url(")
        .doesNotContain("{{")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void thePageHasBarsErrorBarsAndHowToReproduce() throws IOException {
    assertThat(HtmlReport.of(Samples.results(false)))
        .containsPattern("<rect class=\"caravan\"")
        .containsPattern("<rect class=\"peer\"")
        .containsPattern("<path class=\"error\"")
        .contains("git checkout abc123\n./caravan bench pool -- '&lt;Fib&gt;'")
        .contains("A &amp; B, 2 cores, 8 GiB");
  }

  @Test
  void lostRowsAreNamed() throws IOException {
    assertThat(HtmlReport.of(Samples.results(false)))
        .contains("<b>quick</b> takes 0.25 of the time of <b>caravan</b>");
  }

  @Test
  void aSmokeRunIsLabelled() throws IOException {
    assertThat(HtmlReport.of(Samples.results(true))).contains(Format.SMOKE);
    assertThat(HtmlReport.of(Samples.results(false))).doesNotContain(Format.SMOKE);
  }

  @Test
  void aBarThatWouldDwarfTheOthersIsCut() {
    String chart = BarChart.of(List.of(measured("caravan", 1), measured("threads", 100)));
    assertThat(chart).contains("100.00 ± 0.00 ns (bar cut)").contains("1.00 ± 0.00 ns</text>");
  }

  private static Measurement measured(String contender, double ns) {
    return new Measurement("Fib", Map.of(), contender, List.of(ns, ns, ns), List.of());
  }
}
