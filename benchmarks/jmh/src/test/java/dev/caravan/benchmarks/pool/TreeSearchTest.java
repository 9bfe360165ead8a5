package dev.caravan.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TreeSearchTest {
  @Test
  void theTreeIsTheSameEverywhere() {
    assertThat(TreeSearch.sequential(TreeSearch.ROOT, TreeSearch.DEPTH))
        .isEqualTo(TreeSearch.NODES);
  }

  @Test
  void aNodeHasFourChildrenOnAverage() {
    long children = 0;
    for (int i = 0; i < 100_000; i++) {
      children += TreeSearch.children(TreeSearch.child(1, i), 1);
    }
    assertThat(children / 100_000.0).isBetween(3.9, 4.1);
  }
}
