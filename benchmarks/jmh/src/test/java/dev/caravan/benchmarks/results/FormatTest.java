package dev.caravan.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatTest {

  @Test
  void csvHasAHeaderAndOneLineForEachComparison() throws IOException {
    List<String> lines = Format.CSV.write(Samples.results(false)).lines().toList();
    assertThat(lines)
        .hasSize(9)
        .startsWith(
            "benchmark,params,contender,ns_per_op,error,ratio_to_caravan,"
                + "caravan_row,verdict,bytes_per_op",
            "Fib,size=10 workers=2,caravan,1.000,0.397,1.000,caravan,,24.000")
        .contains(
            "Fib,size=10 workers=2,forkJoinPool,2.000,0.000,2.000,caravan,Caravan faster,24.000");
  }

  @Test
  void theTableHasTheSameColumnsAndALegend() throws IOException {
    String table = Format.TABLE.write(Samples.results(false));
    assertThat(table.lines().findFirst().orElseThrow().split(" +"))
        .startsWith("benchmark", "params", "contender", "ns_per_op", "error", "ratio_to_caravan");
    assertThat(table).contains("above 1, Caravan is faster").contains("no difference");
  }

  @Test
  void onlyASmokeRunSaysThatItIsSmoke() throws IOException {
    assertThat(Format.TABLE.write(Samples.results(true))).contains(Format.SMOKE);
    assertThat(Format.TABLE.write(Samples.results(false))).doesNotContain("smoke");
  }

  @Test
  void jsonHasTheEnvironmentAndTheLines() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Format.JSON.write(Samples.results(true)));
    assertThat(json.at("/environment/smoke").asBoolean()).isTrue();
    assertThat(json.at("/results")).hasSize(8);
    JsonNode line = json.at("/results/2");
    assertThat(line.get("contender").asText()).isEqualTo("forkJoinPool");
    assertThat(line.get("params").get("workers").asText()).isEqualTo("2");
    assertThat(line.get("ratio_to_caravan").asDouble()).isEqualTo(2.0);
    assertThat(line.get("bytes_per_op").asDouble()).isEqualTo(24);
    assertThat(line.get("iterations").asInt()).isEqualTo(6);
  }

  @Test
  void whatIsUnknownIsNullInJson() throws IOException {
    Measurement one = new Measurement("Fib", Map.of(), "caravan", List.of(1.0), List.of());
    String text = Format.JSON.write(new Results(Samples.environment(false), List.of(one)));
    JsonNode line = new ObjectMapper().readTree(text).at("/results/0");
    assertThat(line.get("error").isNull()).isTrue();
    assertThat(line.get("bytes_per_op").isNull()).isTrue();
  }
}
