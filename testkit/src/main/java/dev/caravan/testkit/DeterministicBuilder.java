package dev.caravan.testkit;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.DomainBuilder;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Schedule;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.time.MockClock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a deterministic run can be told before it starts. For one run. */
public final class DeterministicBuilder {
  private final DomainBuilder domain = Domain.builder().name("test").deterministic();
  private MockClock clock = new MockClock();
  private Trail trail = new Trail();

  DeterministicBuilder() {}

  /**
   * Names the domain.
   *
   * @param name the name, for dumps; by default {@code test}
   * @return this
   */
  public DeterministicBuilder name(String name) {
    domain.name(name);
    return this;
  }

  /**
   * Chooses how fibers are suspended.
   *
   * @param engine the engine; by default {@link Engine#preferred()}
   * @return this
   * @throws IllegalStateException if this JVM does not run with what the engine needs
   */
  public DeterministicBuilder engine(Engine engine) {
    domain.engine(engine);
    return this;
  }

  /**
   * Sets the clock.
   *
   * @param clock the clock; by default a new one, at zero
   * @return this
   */
  public DeterministicBuilder clock(MockClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Sets the trail.
   *
   * @param trail the trail; by default a new one
   * @return this
   */
  public DeterministicBuilder trail(Trail trail) {
    this.trail = Objects.requireNonNull(trail, "trail");
    return this;
  }

  /**
   * Sets who decides which ready fiber runs next.
   *
   * @param schedule the schedule; by default the domain's own order
   * @return this
   */
  public DeterministicBuilder schedule(Schedule schedule) {
    domain.schedule(schedule);
    return this;
  }

  /**
   * Runs a test, and waits until it and all fibers of its domain have ended.
   *
   * @param body the test
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws dev.caravan.core.domain.Deadlock if it cannot go on
   * @throws dev.caravan.core.domain.ForeignWait if it waits outside Caravan
   */
  @Suspends
  public <X extends Throwable> void run(TestBody<X> body) throws X {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, X>call(test -> {
      body.run(test);
      return null;
    });
  }

  /**
   * Computes a value, and waits until the body and all fibers of its domain have ended.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws dev.caravan.core.domain.Deadlock if it cannot go on
   * @throws dev.caravan.core.domain.ForeignWait if it waits outside Caravan
   */
  @Suspends
  @SuppressWarnings("NullAway") // without a failure the body has returned a T
  public <T extends @Nullable Object, X extends Throwable> T call(
      ThrowingFunction<? super TestRun, T, X> body) throws X {
    Objects.requireNonNull(body, "body");
    @Nullable TestRun[] begun = {null};
    T value = null;
    Throwable failure = null;
    try {
      value =
          domain
              .clock(clock)
              .<T, RuntimeException>run(on -> {
                CancelScope scope = CancelScope.current().orElseGet(CancelScope::root).child();
                TestRun run = new TestRun(on, clock, trail, scope);
                begun[0] = run;
                return run.main(body);
              });
    } catch (Throwable e) {
      failure = e;
    }
    TestRun run = begun[0];
    failure = run == null ? failure : run.end(failure);
    if (failure != null) {
      throw Failures.<X>sneaky(failure);
    }
    return value;
  }
}
