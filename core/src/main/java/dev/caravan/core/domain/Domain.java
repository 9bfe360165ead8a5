package dev.caravan.core.domain;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Clock;
import dev.caravan.core.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that carries fibers one at a time: between two suspensions a fiber is alone, so
 * fibers of one domain share plain data without locks, and in which order they run can be foretold.
 * A forked fiber runs at once, its parent goes to the head of the queue, and everything else that
 * becomes ready goes to the tail.
 *
 * <p>Suspending calls of Caravan suspend the fiber only. What a waiting call of the JDK does
 * depends on the {@link Engine}; in {@link dev.caravan.core.kernel.Blocking} it stalls nobody on
 * any engine. Several domains run in parallel. Source of the concept: OCaml 5's domains, as eio
 * schedules them.
 */
public final class Domain extends Host {
  private final Loop loop;

  Domain(Loop loop) {
    this.loop = loop;
  }

  /**
   * Runs a body as the first fiber of a new domain, with what {@link DomainBuilder} begins with,
   * and waits until it and all fibers of the domain have ended.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T run(
      ThrowingFunction<? super Domain, T, X> body) throws X {
    return builder().run(body);
  }

  /**
   * Begins to describe a domain.
   *
   * @return the builder
   */
  public static DomainBuilder builder() {
    return new DomainBuilder();
  }

  /**
   * The domain that carries the caller.
   *
   * @return the domain, or null outside any domain
   */
  public static @Nullable Domain currentOrNull() {
    DomainFiber fiber = DomainFiber.ofCallerOrNull();
    return fiber == null ? null : fiber.loop.domain;
  }

  @Override
  public boolean isHere() {
    DomainFiber fiber = DomainFiber.ofCallerOrNull();
    return fiber != null && fiber.isTurnOf(loop);
  }

  @Override
  public void spawnFirst(String name, Context context, Runnable body) {
    NoEffects.refuse("fork a fiber of", this);
    refuseElsewhere("fork");
    DomainFiber child = loop.newFiber(name, context, body);
    if (Carrier.current() instanceof DomainFiber fiber) {
      fiber.forkFirst(child);
    } else {
      Carrier.current().atBottom(() -> DomainFiber.ofCaller().forkFirst(child));
    }
  }

  @Override
  public void spawnLast(String name, Context context, Runnable body) {
    NoEffects.refuse("fork a fiber of", this);
    refuseElsewhere("fork");
    loop.addLast(loop.newFiber(name, context, body));
  }

  @Override
  @Suspends
  public void yieldNow() {
    NoEffects.refuse("yield the turn of", this);
    refuseElsewhere("yield");
    if (Carrier.current() instanceof DomainFiber fiber) {
      fiber.yieldTurn();
    } else {
      Carrier.current().atBottom(() -> DomainFiber.ofCaller().yieldTurn());
    }
  }

  @Override
  public long nanoTime() {
    return loop.clock.nanoTime();
  }

  /**
   * Waits for something that may come from outside the domain, which in a deterministic one counts
   * as work: meanwhile nothing is taken for a deadlock, and its clock stands while nobody is ready.
   *
   * @param wait what suspends the caller
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever it throws
   */
  @Suspends
  public <T extends @Nullable Object, X extends Throwable> T expectOutside(
      ThrowingSupplier<T, X> wait) throws X {
    loop.oneGoesOutside();
    try {
      return wait.get();
    } finally {
      loop.oneIsBack();
    }
  }

  /**
   * Sets an action to be run after some time, by this domain's clock and between its turns.
   *
   * @param delay how long until then; zero or less means soon
   * @param action what to run, once; short, must not wait; if it throws, the domain fails by that
   * @return takes the action back when closed
   * @throws IllegalStateException if the caller {@linkplain #isHere() is not here}
   */
  public CancelScope.Registration after(Duration delay, Runnable action) {
    refuseElsewhere("set an alarm");
    long deadline = Carrier.deadlineAfter(delay);
    if (deadline == Carrier.NO_DEADLINE) {
      return () -> {};
    }
    Timers.Timer timer = loop.timers.at(deadline, action);
    return timer::cancel;
  }

  /**
   * The clock by which the waits of this domain's fibers end.
   *
   * @return the clock
   */
  public Clock clock() {
    return loop.clock;
  }

  /**
   * How this domain suspends its fibers.
   *
   * @return the engine
   */
  public Engine engine() {
    return loop.engine();
  }

  /**
   * Whether the domain refuses what would make the order of its fibers depend on the outside.
   *
   * @return true if it was built so
   */
  public boolean isDeterministic() {
    return loop.isDeterministic();
  }

  /**
   * The fibers that have not ended, as a tree of who forked whom: name, state, what it waits for.
   * May be called from any thread; a snapshot in which fibers that begin or end meanwhile may be
   * missing.
   *
   * @return the text, one line per fiber
   */
  public String dump() {
    return Dump.of(loop);
  }

  @Override
  public String toString() {
    return loop.name;
  }
}
