package dev.caravan.docs.exercises.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.docs.exercises.Exercise;
import dev.caravan.testkit.DeterministicTest;
import dev.caravan.testkit.TestRun;
import dev.caravan.testkit.Trail;
import org.junit.jupiter.api.BeforeEach;

class OneAtATimeTest {
  private final OneAtATime subject = Exercise.subject(OneAtATime.class);
  private int inside;

  // region test
  @DeterministicTest(schedules = 200)
  void neverTwoAreInsideAndAllComeIn(TestRun test, Trail trail) {
    for (String name : new String[] {"Aisha", "Bilal", "Chadi"}) {
      test.fork(name, () -> visitTwice(name, test));
    }
    test.awaitForks();
    assertThat(trail.lines()).hasSize(6);
  }

  private void visitTwice(String name, TestRun test) {
    for (int i = 0; i < 2; i++) {
      subject.enter();
      assertThat(++inside).as("who is inside").isOne();
      test.yieldNow();
      inside--;
      test.trail().add(name);
      subject.leave();
    }
  }

  // endregion

  @BeforeEach
  void nobodyIsInside() {
    assertThat(inside).isZero(); // each schedule has an instance of its own
  }

  @DeterministicTest
  void whoComesFirstIsLetInFirst(TestRun test, Trail trail) {
    subject.enter();
    for (String name : new String[] {"Aisha", "Bilal"}) {
      test.fork(
          name,
          () -> {
            subject.enter();
            trail.add(name);
            subject.leave();
          });
    }
    subject.leave();
    test.awaitForks();
    trail.expect("Aisha", "Bilal");
  }
}
