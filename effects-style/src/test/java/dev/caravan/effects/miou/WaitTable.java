package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The table {@code miou-wait-contract.csv}: how each suspending method ends when something happens
 * to its caller. The words: {@code returns}; the simple name of what is thrown; {@code ignored}
 * (the wait goes on, until woken); {@code -} (cannot happen); {@code first} (of two events the
 * first decides) and {@code either} (what is waited for has to run first, so either may come
 * first).
 */
final class WaitTable {
  record Row(String method, String woken, String cancelled, String interrupted, String twoAtOnce) {}

  private WaitTable() {}

  static List<Row> rows() {
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                WaitTable.class.getResourceAsStream("/miou-wait-contract.csv"),
                StandardCharsets.UTF_8))) {
      return table.lines().skip(1).map(line -> row(line.split(",", -1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String[] cells) {
    assertThat(cells).as("the cells of %s", cells[0]).hasSize(5);
    return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
  }
}
