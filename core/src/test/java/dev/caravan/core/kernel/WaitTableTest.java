package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitTableTest {
  private static final int MANY = 20_000; // of one thread, which needs several segments

  private final WaitTable table = new WaitTable();
  private final Thread me = Thread.currentThread();

  @Test
  void everyTriggerHasAPlaceOfItsOwn() {
    List<Trigger> entered = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Trigger trigger = new Trigger("wait " + i);
      entered.add(trigger);
      places.add(table.enter(trigger, me));
    }

    assertThat(places).doesNotHaveDuplicates();
    assertThat(table.snapshot()).containsExactlyInAnyOrderElementsOf(entered);
  }

  @Test
  void whoLeavesIsGoneAndTheOthersStay() {
    Random random = new Random(7);
    List<Trigger> inside = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      if (random.nextInt(3) == 0 && !inside.isEmpty()) {
        int leaver = random.nextInt(inside.size());
        table.leave(places.get(leaver));
        places.set(leaver, places.getLast());
        places.removeLast();
        inside.set(leaver, inside.getLast());
        inside.removeLast();
      } else {
        Trigger trigger = new Trigger("wait " + i);
        places.add(table.enter(trigger, me));
        inside.add(trigger);
      }
    }

    assertThat(table.snapshot()).containsExactlyInAnyOrderElementsOf(inside);
    places.forEach(table::leave);
    assertThat(table.snapshot()).isEmpty();
  }

  @Test
  void threadsThatEnterAtOnceGetDifferentPlaces() {
    List<List<Integer>> places =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i ->
                IntStream.range(0, 1_000)
                    .mapToObj(k -> table.enter(new Trigger("wait"), me)) // all want the same slots
                    .toList())
            .toList();

    assertThat(places.stream().flatMap(List::stream)).hasSize(8_000).doesNotHaveDuplicates();
    assertThat(table.snapshot()).hasSize(8_000);
  }
}
