package dev.caravan.testkit;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.time.MockClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a test on a deterministic domain: the domain, its clock, a trail, and fibers whose
 * failure is the test's failure. It ends when the body and all fibers of the domain have ended.
 *
 * <p>The first failure, of the body or of a {@linkplain #fork fork}, cancels the others and is what
 * the run throws; what they throw besides {@link Cancelled} is suppressed on it.
 */
public final class TestRun {
  private final Domain domain;
  private final MockClock clock;
  private final Trail trail;
  private final CancelScope scope;

  // of the domain's fibers; read by the runner when all have ended
  private int forks; // that have not ended
  private final List<Trigger> awaitEnd = new ArrayList<>();
  private @Nullable Throwable first;
  private @Nullable Throwable later;
  private @Nullable Throwable stopped;

  TestRun(Domain domain, MockClock clock, Trail trail, CancelScope scope) {
    this.domain = domain;
    this.clock = clock;
    this.trail = trail;
    this.scope = scope;
  }

  /**
   * The domain that carries the test.
   *
   * @return the domain
   */
  public Domain domain() {
    return domain;
  }

  /**
   * The domain's clock. It goes on to the next time that somebody waits for when all fibers wait.
   *
   * @return the clock
   */
  public MockClock clock() {
    return clock;
  }

  /**
   * What has happened in this run.
   *
   * @return the trail
   */
  public Trail trail() {
    return trail;
  }

  /**
   * Starts a fiber, which runs before its creator goes on.
   *
   * @param name its name, for dumps and reports
   * @param body what it runs; what it throws fails the test
   * @throws IllegalStateException if the caller is not a fiber of this run
   */
  public void fork(String name, ThrowingRunnable<?> body) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(body, "body");
    NoEffects.refuse("fork a fiber of", domain);
    if (domain.isHere()) { // else what follows refuses
      forks++;
    }
    domain.spawnFirst(name, Carrier.current().context().withScope(scope), () -> runFork(body));
  }

  private void runFork(ThrowingRunnable<?> body) {
    try {
      body.run();
    } catch (Throwable e) {
      failed(e);
    }
    if (--forks == 0) {
      awaitEnd.forEach(Trigger::signal);
      awaitEnd.clear();
    }
  }

  /**
   * Waits until all {@linkplain #fork forks} have ended. For the body: a fork that calls this waits
   * for itself.
   *
   * @throws Cancelled if one of them has failed
   */
  @Suspends
  public void awaitForks() {
    if (forks > 0) {
      Trigger end = new Trigger("the end of the forks");
      awaitEnd.add(end);
      end.await();
    }
    CancelScope.check();
  }

  /**
   * Lets all fibers that are ready run first.
   *
   * @throws Cancelled if the test has failed elsewhere
   */
  @Suspends
  public void yieldNow() {
    domain.yieldNow();
    CancelScope.check();
  }

  /**
   * Waits in virtual time, which takes none.
   *
   * @param time how long
   * @throws Cancelled if the test has failed elsewhere
   */
  @Suspends
  public void sleep(Duration time) {
    new Trigger("the end of a sleep of " + time).await(time);
  }

  /** Runs the body as the first fiber; null if it failed. */
  <T extends @Nullable Object, X extends Throwable> @Nullable T main(
      ThrowingFunction<? super TestRun, T, X> body) {
    try {
      return scope.call(() -> body.apply(this));
    } catch (Throwable e) {
      failed(e);
      return null;
    }
  }

  private void failed(Throwable e) {
    if (scope.cancel(e)) {
      first = e;
    } else if (!(e instanceof Cancelled)) {
      later = Failures.join(later, e);
    } else if (stopped == null) {
      stopped = e;
    }
  }

  /** Ends the run; what the domain threw, or null, and what the fibers threw, as one. */
  @Nullable Throwable end(@Nullable Throwable ofDomain) {
    scope.close();
    Throwable all = Failures.join(Failures.join(first, ofDomain), later);
    return all == null ? stopped : all;
  }
}
