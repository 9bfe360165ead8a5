package dev.caravan.effects.miou;

import dev.caravan.core.domain.Engine;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a run of Miou can be told before it starts. Immutable; each method returns a copy. */
public final class MiouOptions {
  private static final MiouOptions DEFAULTS =
      new MiouOptions(
          Math.max(0, Runtime.getRuntime().availableProcessors() - 1),
          null,
          Engine.preferred(),
          null);

  private final int domains;
  private final @Nullable Long seed;
  private final Engine engine;
  private final @Nullable IntFunction<? extends Events> events;

  private MiouOptions(
      int domains,
      @Nullable Long seed,
      Engine engine,
      @Nullable IntFunction<? extends Events> events) {
    this.domains = domains;
    this.seed = seed;
    this.engine = engine;
    this.events = events;
  }

  /**
   * One domain per processor, the first included; a random seed; the preferred engine; no events.
   *
   * @return the options
   */
  public static MiouOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how many domains there are besides the first. They start when they first get a task.
   *
   * @param domains how many; with 0 there are no parallel tasks, with 1 none in a parallel task
   * @return the copy
   * @throws IllegalArgumentException if it is negative
   */
  public MiouOptions domains(int domains) {
    if (domains < 0) {
      throw new IllegalArgumentException("a run has 0 or more further domains, not " + domains);
    }
    return new MiouOptions(domains, seed, engine, events);
  }

  /**
   * Sets what decides ties: which of several finished tasks is taken, and which of several equally
   * loaded domains.
   *
   * @param seed the seed; by default another one in each run
   * @return the copy
   */
  public MiouOptions seed(long seed) {
    return new MiouOptions(domains, seed, engine, events);
  }

  /**
   * Sets how the domains suspend their tasks.
   *
   * @param engine the engine, for all domains; by default {@link Engine#preferred()}
   * @return the copy
   */
  public MiouOptions engine(Engine engine) {
    return new MiouOptions(domains, seed, Objects.requireNonNull(engine, "engine"), events);
  }

  /**
   * Sets where the domains' events come from.
   *
   * @param events makes those of a domain, given its number; called once for each domain
   * @return the copy
   */
  public MiouOptions events(IntFunction<? extends Events> events) {
    return new MiouOptions(domains, seed, engine, Objects.requireNonNull(events, "events"));
  }

  int domains() {
    return domains;
  }

  long seedOrRandom() {
    return seed == null ? ThreadLocalRandom.current().nextLong() : seed;
  }

  Engine engine() {
    return engine;
  }

  @Nullable Events eventsOf(int domain) {
    return events == null ? null : Objects.requireNonNull(events.apply(domain), "events");
  }
}
