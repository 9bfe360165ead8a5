package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ShrinkerTest {
  @Property
  void whatIsNeededIsLeftAndNothingElse(
      @ForAll @IntRange(min = 1, max = 40) int length,
      @ForAll @Size(max = 6) Set<@IntRange(min = 1, max = 40) Integer> wanted) {
    Set<Integer> needed =
        wanted.stream().filter(at -> at <= length).collect(Collectors.toCollection(TreeSet::new));
    List<Deviation> all =
        IntStream.rangeClosed(1, length).mapToObj(at -> new Deviation(at, 2, 2)).toList();
    Shrinker shrinker = new Shrinker(all, !needed.isEmpty());
    int runs = 0;
    for (List<Deviation> next = shrinker.candidate(); next != null; next = shrinker.candidate()) {
      Set<Integer> made = next.stream().map(Deviation::at).collect(Collectors.toSet());
      if (made.containsAll(needed)) {
        shrinker.fails(next);
      } else {
        shrinker.passes();
      }
      assertThat(++runs).as("runs").isLessThan(400);
    }
    assertThat(shrinker.failing().stream().map(Deviation::at)).containsExactlyElementsOf(needed);
  }
}
