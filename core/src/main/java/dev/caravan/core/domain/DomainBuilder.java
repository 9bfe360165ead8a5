package dev.caravan.core.domain;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Clock;
import dev.caravan.core.time.MockClock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a domain can be told before it starts. */
public final class DomainBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(Domain.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<Engine> TOLD = ConcurrentHashMap.newKeySet(); // each is logged once

  private @Nullable String name;
  private Engine engine = Engine.preferred();
  private Clock clock = Clock.system();
  private boolean deterministic;
  private boolean inheritsLocals = true;
  private @Nullable Schedule schedule;
  private @Nullable IdleHook idleHook;

  DomainBuilder() {}

  /**
   * Names the domain.
   *
   * @param name the name; by default {@code domain-1}, {@code domain-2}, …
   * @return this
   */
  public DomainBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Chooses how fibers are suspended.
   *
   * @param engine the engine; by default {@link Engine#preferred()}
   * @return this
   * @throws IllegalStateException if this JVM does not run with what the engine needs
   */
  public DomainBuilder engine(Engine engine) {
    if (!Objects.requireNonNull(engine, "engine").isAvailable()) {
      throw new IllegalStateException(
          "the engine " + engine + " is not available: it needs " + engine.flag());
    }
    this.engine = engine;
    return this;
  }

  /**
   * Sets the clock by which waits end.
   *
   * @param clock the clock; by default the system's
   * @return this
   */
  public DomainBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Makes the domain run by itself alone: its clock, which must be a {@link MockClock} and becomes
   * a new one unless it is, is advanced when every fiber waits; when nothing is left to wake one,
   * the fibers are cancelled and {@link Deadlock} is thrown; a wait that is not Caravan's is a
   * {@link ForeignWait}, unless it is made in {@link dev.caravan.core.kernel.Blocking}, which
   * counts as work. On the engines {@code BATON} and {@code CONTINUATION} short waits pass
   * unnoticed, as it tells.
   *
   * @return this
   */
  public DomainBuilder deterministic() {
    deterministic = true;
    return this;
  }

  /**
   * Sets who decides which ready fiber runs next, instead of the first in the queue; forks then
   * only queue the child before its parent.
   *
   * @param schedule the schedule
   * @return this
   */
  public DomainBuilder schedule(Schedule schedule) {
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    return this;
  }

  /**
   * Sets what the domain does while no fiber is ready, instead of parking. A {@linkplain
   * #deterministic() deterministic} domain has none: it knows no outside.
   *
   * @param hook the hook, for one run at a time
   * @return this
   */
  public DomainBuilder onIdle(IdleHook hook) {
    this.idleHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Begins without the task-local values of the caller.
   *
   * @return this
   */
  public DomainBuilder withoutLocals() {
    inheritsLocals = false;
    return this;
  }

  /**
   * Runs a body as the first fiber of the domain, and waits until it and all fibers of the domain
   * have ended. The caller's cancellation reaches the fibers, and so, as a cancellation, does an
   * interrupt of the caller, whose status is kept.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope is cancelled already; nothing
   *     starts
   * @throws IllegalStateException if the domain is deterministic and has an idle hook; nothing
   *     starts
   * @throws Deadlock if the domain is {@linkplain #deterministic() deterministic} and cannot go on
   * @throws ForeignWait if the domain is deterministic and a fiber waits outside Caravan
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T run(
      ThrowingFunction<? super Domain, T, X> body) throws X {
    Objects.requireNonNull(body, "body");
    NoEffects.refuse("run", "a domain");
    if (deterministic && idleHook != null) {
      throw new IllegalStateException(
          "a deterministic domain has no idle hook: what it waits for would come from outside");
    }
    Carrier caller = Carrier.current();
    CancelScope outer = caller.scope();
    if (outer != null) {
      outer.throwIfCancelled();
    }
    tellOnce(engine);
    try (CancelScope root = outer == null ? CancelScope.root() : outer.child()) {
      Context context = new Context(root, inheritsLocals ? caller.context().locals() : null);
      DomainRun<T, X> run = new DomainRun<>(loop(root), root, context, body);
      return isDeterministicAround() ? caller.<T, X>blocking(run::await) : run.await();
    }
  }

  /** Whether the domain that carries the caller must know that the wait is for work outside it. */
  private static boolean isDeterministicAround() {
    Domain around = Domain.currentOrNull();
    return around != null && around.isDeterministic();
  }

  private Loop loop(CancelScope root) {
    Loop.Settings settings =
        new Loop.Settings(
            name == null ? "domain-" + NUMBER.incrementAndGet() : name,
            deterministic && !(clock instanceof MockClock) ? new MockClock() : clock,
            deterministic,
            schedule,
            idleHook,
            root);
    return switch (engine) {
      case LOOP -> new OwnSchedulerLoop(settings);
      case BATON -> new BatonLoop(settings);
      case CONTINUATION -> new CoroutineLoop(settings);
    };
  }

  private static void tellOnce(Engine engine) {
    if (TOLD.add(engine)) {
      LOG.info("domains run on the engine {}", engine);
    }
  }
}
