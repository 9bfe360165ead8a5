package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random trees of tasks on three domains, some of which fail, are cancelled, or break a rule. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class MiouSoakTest {
  private static final int ROUNDS = 300;

  static Stream<Engine> engines() {
    return Rig.engines();
  }

  private final Queue<Task<Integer>> created = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();

  @ParameterizedTest
  @MethodSource("engines")
  void everyRunEndsAndLeavesNothing(Engine engine) {
    int broken = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      VirtualEvents time = new VirtualEvents();
      Random random = new Random(seed);
      boolean mayForget = seed % 3 == 0;
      try {
        Miou.run(
            Rig.on(engine).seed(seed).events(time::on), () -> tree(time, random, 4, mayForget));
      } catch (RuleViolation violation) {
        assertThat(mayForget).as("seed %d: %s", seed, violation).isTrue();
        broken++;
      } catch (IOException expected) {
        assertThat(expected).as("seed %d", seed).hasMessage("by chance");
      }
      assertThat(created).as("seed %d", seed).allMatch(task -> task.state() == Task.State.FINISHED);
      assertThat(unexpected).as("seed %d", seed).isEmpty();
      assertThat(open).as("resources left, seed %d", seed).hasValue(0);
      created.clear();
    }
    assertThat(broken).isGreaterThan(10);
  }

  private int tree(VirtualEvents time, Random shared, int depth, boolean mayForget)
      throws IOException {
    Random random = new Random(next(shared));
    open.incrementAndGet();
    Owned<AtomicInteger> resource = Owned.of(open, AtomicInteger::decrementAndGet).own();
    List<Task<Integer>> mine = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Task<Integer> child =
          random.nextInt(3) == 0
              ? parallel(time, random, depth - 1, mayForget)
              : Miou.async(() -> tree(time, random, depth - 1, mayForget));
      mine.add(child);
      created.add(child);
      pause(time, random);
    }
    for (Task<Integer> child : mine) {
      switch (random.nextInt(8)) {
        case 0 -> child.cancel();
        case 1 -> forget(child, mayForget);
        default -> look(child.awaitOutcome());
      }
    }
    resource.release();
    return mine.size();
  }

  private Task<Integer> parallel(VirtualEvents time, Random random, int depth, boolean mayForget) {
    long seed = next(random);
    return Miou.call(() -> tree(time, new Random(seed), depth, mayForget));
  }

  private void forget(Task<Integer> child, boolean mayForget) {
    if (!mayForget) {
      look(child.awaitOutcome());
    }
  }

  private void look(Outcome<Integer> outcome) {
    if (outcome instanceof Outcome.Failed<Integer> failed
        && !(failed.error() instanceof IOException)
        && !(failed.error() instanceof RuleViolation)) {
      unexpected.add(failed.error());
    }
  }

  private static void pause(VirtualEvents time, Random random) throws IOException {
    switch (random.nextInt(12)) {
      case 0 -> throw new IOException("by chance");
      case 1, 2 -> time.sleep(Duration.ofMillis(random.nextInt(20)));
      case 3, 4, 5 -> Miou.yieldNow();
      default -> {}
    }
  }

  private static long next(Random random) {
    return random.nextLong();
  }
}
