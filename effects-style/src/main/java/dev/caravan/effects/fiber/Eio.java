package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.DomainBuilder;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Schedule;
import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs in direct style: the main function is the first fiber of a new domain. In a test on
 * a deterministic domain, it is a part of that one, so that a program can be tested whole, in
 * virtual time, unless its builder was told of an engine or a clock. Source of the concept: {@code
 * Eio_main.run}.
 */
public final class Eio {
  private Eio() {}

  /**
   * Runs a main function in a new domain, and waits until it and all fibers of the domain have
   * ended.
   *
   * @param main what to run
   * @param <X> what it may throw
   * @throws X whatever it throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled; nothing starts
   */
  @Suspends
  public static <X extends Throwable> void run(ThrowingConsumer<? super Env, X> main) throws X {
    builder().run(main);
  }

  /**
   * Runs a main function that has a value; see {@link #run}.
   *
   * @param main what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T call(
      ThrowingFunction<? super Env, T, X> main) throws X {
    return builder().call(main);
  }

  /**
   * Begins to say how a program is run.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** What can be told before a program starts. */
  public static final class Builder {
    private final DomainBuilder domain = Domain.builder().name("main");
    private boolean isPlain = true; // nothing was told

    private Builder() {}

    /**
     * Names the domain, for dumps and logs.
     *
     * @param name the name; by default {@code main}
     * @return this
     */
    public Builder name(String name) {
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
    public Builder engine(Engine engine) {
      domain.engine(engine);
      isPlain = false;
      return this;
    }

    /**
     * Sets the clock by which waits end.
     *
     * @param clock the clock; by default the system's
     * @return this
     */
    public Builder clock(Clock clock) {
      domain.clock(clock);
      isPlain = false;
      return this;
    }

    /**
     * Makes the program the same each time: it has virtual time, a deadlock is thrown with who
     * waits for what, and other domains are fibers of this one; see {@link
     * DomainBuilder#deterministic()}, also for which waits of the JDK are noticed.
     *
     * @return this
     */
    public Builder deterministic() {
      domain.deterministic();
      isPlain = false;
      return this;
    }

    /**
     * Sets who decides which fiber runs next; see {@link DomainBuilder#schedule}.
     *
     * @param schedule the schedule
     * @return this
     */
    public Builder schedule(Schedule schedule) {
      domain.schedule(schedule);
      isPlain = false;
      return this;
    }

    /**
     * Runs a main function; see {@link Eio#run}.
     *
     * @param main what to run
     * @param <X> what it may throw
     * @throws X whatever it throws
     */
    @Suspends
    public <X extends Throwable> void run(ThrowingConsumer<? super Env, X> main) throws X {
      Objects.requireNonNull(main, "the main function is null");
      this.<@Nullable Void, X>call(env -> {
        main.accept(env);
        return null;
      });
    }

    /**
     * Runs a main function that has a value; see {@link Eio#run}.
     *
     * @param main what to run
     * @param <T> the type of its value
     * @param <X> what it may throw
     * @return its value
     * @throws X whatever it throws
     */
    @Suspends
    public <T extends @Nullable Object, X extends Throwable> T call(
        ThrowingFunction<? super Env, T, X> main) throws X {
      Objects.requireNonNull(main, "the main function is null");
      Domain around = Domain.currentOrNull();
      if (isPlain && around != null && around.isDeterministic() && around.isHere()) {
        return new SameDomain().<T, X>call(() -> main.apply(new Env(around)));
      }
      return Carrier.current()
          .<T, X>within(
              FiberLocal.contextWithoutValues(),
              () -> domain.<T, X>run(d -> main.apply(new Env(d))));
    }
  }
}
