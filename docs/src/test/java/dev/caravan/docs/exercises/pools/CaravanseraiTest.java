package dev.caravan.docs.exercises.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.docs.exercises.Exercise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CaravanseraiTest {
  private final Caravanserai subject = Exercise.subject(Caravanserai.class);

  @Test
  void everyJobRunsAndFailuresAreReturnedInOrder() {
    AtomicInteger ran = new AtomicInteger();
    List<Runnable> jobs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      jobs.add(() -> {
        ran.incrementAndGet();
        if (number % 40 == 10) {
          throw new IllegalArgumentException("job " + number);
        }
      });
    }
    assertThat(subject.runAll(jobs, 3))
        .extracting(Throwable::getMessage)
        .containsExactly("job 10", "job 50", "job 90");
    assertThat(ran).hasValue(100);
  }

  @Test
  void soManyRunAtATimeAndNoMore() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Runnable job =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          running.decrementAndGet();
        };
    assertThat(subject.runAll(Collections.nCopies(1_000, job), 3)).isEmpty();
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void noJobsAreNoTrouble() {
    assertThat(subject.runAll(List.of(), 2)).isEmpty();
  }
}
