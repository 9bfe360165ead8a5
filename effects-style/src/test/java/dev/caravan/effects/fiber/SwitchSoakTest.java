package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Engine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random trees of switches, forks, cancellations and failures: afterwards nothing is left, and the
 * engines agree on every line. {@code -Dcaravan.soak=100000} runs that many seeds.
 */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class SwitchSoakTest {
  private static final int SEEDS = Integer.getInteger("caravan.soak", 150);

  @Test
  void onAllEnginesTheSameHappensAndNothingIsLeft() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<String> first = new ArrayList<>();
      for (Engine engine : EachEngine.available()) {
        List<String> lines = onDomain(seed, engine);
        if (first.isEmpty()) {
          first = lines;
        }
        assertThat(lines).as("seed %d on %s", seed, engine).isEqualTo(first);
      }
    }
  }

  private static List<String> onDomain(long seed, Engine engine) {
    Said said = new Said();
    RandomTree tree = new RandomTree(seed, said);
    try {
      Eio.builder().engine(engine).deterministic().run(env -> tree.run());
    } catch (RuntimeException e) {
      said.say("! %s", Said.text(e));
    }
    assertNothingIsLeft(tree, seed, engine.name());
    return said.lines();
  }

  @Test
  void outsideAnyDomainNothingIsLeft() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomTree tree = new RandomTree(seed, new Said());
      try {
        tree.run();
      } catch (RuntimeException e) {
        assertThat(e).isNotInstanceOf(ClassCastException.class);
      }
      assertNothingIsLeft(tree, seed, "no domain");
    }
  }

  private static void assertNothingIsLeft(RandomTree tree, long seed, String where) {
    assertThat(tree.running).as("running, seed %d, %s", seed, where).hasValue(0);
    assertThat(tree.hooks).as("hooks, seed %d, %s", seed, where).hasValue(0);
    assertThat(tree.permits.value()).as("permits, seed %d, %s", seed, where).isEqualTo(2);
  }
}
