package dev.caravan.testkit;

import dev.caravan.core.domain.Engine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test method of JUnit that runs as the first fiber of a deterministic domain, in virtual time;
 * see {@link Deterministic}, also for which waits of the JDK pass unnoticed. It may have parameters
 * of the types {@link TestRun}, {@link dev.caravan.core.domain.Domain}, {@link
 * dev.caravan.core.time.MockClock} and {@link Trail}.
 *
 * {@snippet file="dev/caravan/testkit/DeterministicSnippetsTest.java" region="junit"}
 *
 * <p>With {@link #schedules} it is run in other orders too, as {@link Schedules} does: each run is
 * an invocation of its own, with a new instance of the class and its methods before and after each.
 * A run that fails there is set aside (JUnit calls it aborted) and followed by runs that look for
 * the fewest deviations; the last one fails, with the {@link ScheduleReport}, and no more follow.
 * Methods before and after each run on JUnit's thread, outside the domain; what they throw fails
 * their run by itself.
 *
 * <p>Configuration parameters of JUnit, among them system properties, come before the attributes:
 * {@code caravan.replay}, {@code caravan.seed} (a number or {@code random}) and {@code
 * caravan.schedules}. A seed without a number of schedules is one schedule; with it, the first.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(DeterministicExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
public @interface DeterministicTest {
  /** The seed of those who give none. */
  long NO_SEED = Long.MIN_VALUE;

  /**
   * On which engines to run.
   *
   * @return the engines, one after the other; by default {@link Engine#preferred()}
   */
  Engine[] engine() default {};

  /**
   * How many schedules to try after the domain's own order.
   *
   * @return the number; by default 0
   */
  int schedules() default 0;

  /**
   * The first seed to try; without {@link #schedules}, the only one, and the domain's own order is
   * not run.
   *
   * @return the seed; by default 1, so that a build runs the same schedules each time
   */
  long seed() default NO_SEED;

  /**
   * Runs only the schedule that a report has told.
   *
   * @return the deviations as text, for example {@code 3:2/2}
   */
  String replay() default "";
}
