package dev.caravan.testkit;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Schedule;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a test in other orders than the domain's own, to find those in which it fails. What can be
 * changed is which of several ready fibers goes on when one waits, yields, forks or ends; between
 * two such points a fiber stays alone.
 *
 * {@snippet file="dev/caravan/testkit/DeterministicSnippetsTest.java" region="explore"}
 *
 * <p>The first run is in the domain's own order. The others deviate from it at a few switches that
 * a seed decides. A run that fails is repeated with ever fewer of its deviations; then the failure
 * itself is thrown, with a {@link ScheduleReport} suppressed on it. One that does not repeat is
 * reported as {@link NotRepeated}. The body must therefore begin from the same state each time.
 */
public final class Schedules {
  private Schedules() {}

  /**
   * Runs a test in the domain's own order and then in that of so many seeds, until one fails.
   *
   * @param schedules how many seeds to try
   * @param seed the first of them; the next ones follow it
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws NotRepeated if it failed, and did not in the same order again
   */
  @Suspends
  public static <X extends Throwable> void explore(int schedules, long seed, TestBody<X> body)
      throws X {
    explore(Engine.preferred(), schedules, seed, body);
  }

  /**
   * Runs a test in the domain's own order and then in that of so many seeds, until one fails.
   *
   * @param engine how fibers are suspended
   * @param schedules how many seeds to try
   * @param seed the first of them; the next ones follow it
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws NotRepeated if it failed, and did not in the same order again
   */
  @Suspends
  public static <X extends Throwable> void explore(
      Engine engine, int schedules, long seed, TestBody<X> body) throws X {
    runAll(engine, Search.exploring(schedules, seed), body);
  }

  /**
   * Runs a test once, in the order that a report has told.
   *
   * @param deviations the deviations as text, for example {@code 3:2/2}
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws, with a {@link ScheduleReport} suppressed on it
   * @throws NotRepeated if it passes, but its switches are not those of the deviations
   */
  @Suspends
  public static <X extends Throwable> void replay(String deviations, TestBody<X> body) throws X {
    replay(Engine.preferred(), Deviation.parseAll(deviations), body);
  }

  /**
   * Runs a test once, in a given order.
   *
   * @param engine how fibers are suspended
   * @param deviations where the order differs from the domain's own
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws, with a {@link ScheduleReport} suppressed on it
   * @throws NotRepeated if it passes, but its switches are not those of the deviations
   */
  @Suspends
  public static <X extends Throwable> void replay(
      Engine engine, List<Deviation> deviations, TestBody<X> body) throws X {
    runAll(engine, Search.replaying(List.copyOf(deviations)), body);
  }

  /**
   * The schedule of a seed, for a {@linkplain dev.caravan.core.domain.DomainBuilder#schedule domain
   * of one's own}. For one run.
   *
   * @param seed the seed
   * @return the schedule
   */
  public static Schedule seeded(long seed) {
    return new SeededSchedule(seed);
  }

  private static <X extends Throwable> void runAll(Engine engine, Search search, TestBody<X> body)
      throws X {
    Objects.requireNonNull(body, "body");
    for (Search.Attempt next = search.next(); next != null; next = search.next()) {
      Throwable failure = runOnce(engine, next, body);
      Throwable verdict =
          failure != null && isStopped() ? search.stop(failure) : search.ended(failure);
      if (verdict != null) {
        throw Failures.<X>sneaky(verdict);
      }
    }
  }

  private static @Nullable Throwable runOnce(
      Engine engine, Search.Attempt attempt, TestBody<?> body) {
    try {
      Deterministic.builder().engine(engine).schedule(attempt.schedule()).run(body);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  /** Whether whoever runs the test wants it to end. */
  static boolean isStopped() {
    return Thread.currentThread().isInterrupted()
        || CancelScope.current().map(CancelScope::isCancelled).orElse(false);
  }
}
