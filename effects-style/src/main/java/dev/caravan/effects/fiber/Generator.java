package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.Trigger;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values that a fiber makes one by one, each when it is demanded. The body runs where the generator
 * was made, as a daemon of its switch, and does not begin before the first demand; values may be
 * demanded from any thread or domain, by one caller at a time. What the body throws, whoever
 * demanded gets. Source of the concept: eio's {@code Fiber.fork_seq}.
 *
 * @param <T> the type of the values
 */
public final class Generator<T> implements Iterator<T> {
  /*
   *   ReadyFor(demand) ──demand──► Running ──yield──► ReadyFor(demand)
   *        │                          ├──the body returns──► Finished
   *        │                          ├──the body throws──► Failed
   *        │                          └──who demanded is cancelled──► Failed, and the body is told
   *        └──the body is cancelled──► Failed               at its next yield
   * Both sides wait for a trigger that the other claims, under the lock; so a value is either taken
   * or the body learns that nobody took it.
   */
  private sealed interface State {}

  /** The body waits for a demand. */
  private record Ready(Trigger demand) implements State {}

  /** A demand waits for a value. */
  private static final class Running<T> implements State {
    final Trigger end = new Trigger("the next value of a generator");

    // the answer; guarded by the generator
    @Nullable T value;
    @Nullable Throwable failure;
  }

  private record Finished() implements State {}

  private record Failed(Throwable why) implements State {}

  // guarded by this
  private State state;

  // of whoever iterates
  private @Nullable T next;
  private boolean atEnd;

  private Generator(Ready first) {
    state = first;
  }

  static <T> Generator<T> of(Switch sw, ThrowingConsumer<? super Yield<T>, ?> body) {
    Objects.requireNonNull(body, "the body of a generator is null");
    Ready first = new Ready(demand());
    Generator<T> generator = new Generator<>(first);
    if (!sw.tryForkDaemon("generator", () -> generator.live(first, body))) {
      generator.state =
          new Failed(new Cancelled(sw.toString(), sw.scope().reason().orElse(Stop.EXIT)));
    }
    return generator;
  }

  private static Trigger demand() {
    return new Trigger("the demand for a value of a generator");
  }

  // ---- the body's side

  private void live(Ready first, ThrowingConsumer<? super Yield<T>, ?> body) throws Throwable {
    try {
      awaitDemand(first);
      body.accept((Yield<T>) this::hand);
    } catch (Throwable e) {
      boolean told = end(new Failed(e), e);
      if (!told && !(e instanceof Cancelled)) {
        throw e;
      }
      return;
    }
    boolean _ = end(new Finished(), null);
  }

  private void hand(T value) {
    Objects.requireNonNull(value, "the value that a generator yields is null");
    Ready mine = new Ready(demand());
    answer(value, mine).run();
    awaitDemand(mine);
  }

  /** Gives the value to whoever waits for it; returns what wakes the one. */
  private synchronized Runnable answer(T value, Ready then) {
    Running<T> asking = asking();
    Runnable wake = asking.end.claim();
    if (wake == null) { // has been cancelled and will tell us why once it runs
      throw new Cancelled("who demanded a value of the generator", null);
    }
    asking.value = value;
    state = then;
    return wake;
  }

  @SuppressWarnings("unchecked") // only demands of this generator get here
  private Running<T> asking() {
    return switch (state) {
      case Running<?> running -> (Running<T>) running;
      case Failed(Cancelled why) ->
          throw new Cancelled("who demanded a value of the generator", why.reason());
      case Ready _ -> throw new IllegalStateException("generator: has already yielded");
      case Failed _, Finished _ -> throw new IllegalStateException("generator: has already ended");
    };
  }

  private void awaitDemand(Ready mine) {
    try {
      mine.demand.await();
    } catch (Cancelled | Interrupted e) {
      synchronized (this) {
        if (state == mine) {
          state = new Failed(e);
        }
      }
      throw e;
    }
  }

  /** The body has ended; true if somebody was told how. */
  private boolean end(State end, @Nullable Throwable failure) {
    Runnable wake = null;
    boolean isTold = false;
    synchronized (this) {
      if (state instanceof Running<?> asking) {
        state = end;
        wake = asking.end.claim();
        asking.failure = failure;
        isTold = wake != null;
      } else if (state instanceof Ready(Trigger demand)) { // another fiber has yielded and waits
        state = end;
        wake = demand.claim();
      }
    }
    if (wake != null) {
      wake.run();
    }
    return isTold;
  }

  // ---- the other side

  /**
   * Suspends the caller until the body has made the next value, or has ended.
   *
   * @return the value; empty if the body has returned, once
   * @throws TaskFailed if the body threw a checked exception; unchecked ones and errors are
   *     rethrown as they are, once
   * @throws Cancelled if the caller's scope was cancelled first: the body gets that at its next
   *     value, and the generator has ended
   * @throws IllegalStateException if the generator has ended before, or another caller is demanding
   */
  @Suspends
  public Optional<T> pull() {
    CancelScope.check();
    Running<T> mine = new Running<>();
    ask(mine).run();
    try {
      mine.end.await();
    } catch (Cancelled | Interrupted e) {
      giveUp(mine, e);
      throw e;
    }
    synchronized (this) {
      if (mine.failure != null) {
        throw unchecked(mine.failure);
      }
      return Optional.ofNullable(mine.value);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    Failures.throwUnchecked(failure);
    return new IllegalStateException("unreachable", failure);
  }

  private synchronized Runnable ask(Running<T> mine) {
    switch (state) {
      case Ready ready -> {
        Runnable wake = ready.demand.claim();
        if (wake == null) {
          throw new IllegalStateException("generator: is being cancelled");
        }
        state = mine;
        return wake;
      }
      case Running<?> _ -> throw new IllegalStateException("generator: is still running");
      case Finished _ -> throw new IllegalStateException("generator: has already finished");
      case Failed(Throwable why) ->
          throw new IllegalStateException("generator: has already failed: " + why, why);
    }
  }

  private synchronized void giveUp(Running<T> mine, Throwable why) {
    if (state == mine) {
      state = new Failed(why instanceof Cancelled ? why : new Cancelled("a demand", why));
    }
  }

  // ---- as an iterator

  /**
   * Whether there is another value; demands it, which may suspend the caller as {@link #pull} does.
   */
  @Override
  @Suspends
  public boolean hasNext() {
    if (next == null && !atEnd) {
      next = pull().orElse(null);
      atEnd = next == null;
    }
    return next != null;
  }

  /** The next value; may suspend the caller as {@link #pull} does. */
  @Override
  @Suspends
  public T next() {
    T result = hasNext() ? next : null;
    if (result == null) {
      throw new NoSuchElementException("the generator has ended");
    }
    next = null;
    return result;
  }
}
