package dev.caravan.effects.handler;

import dev.caravan.core.kernel.Failures;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The owner of continuations: those that handlers {@linkplain Handler#in in} this scope are given
 * are known to it until they are used, and {@link #close()} discontinues the rest. So the
 * computations that a scheduler has stored, and will not go on with, run their {@code finally}
 * blocks.
 *
 * {@snippet file="dev/caravan/effects/handler/SnippetsTest.java" region="scope"}
 *
 * <p>A continuation that no scope owns, and that its handler drops, is lost: its {@code finally}
 * blocks never run. When the collector finds one, that is logged as a warning.
 *
 * <p>Any thread may use a scope. OCaml has no such owner; there each continuation must be used, by
 * convention.
 */
public final class EffectScope implements AutoCloseable {
  private final Set<Suspended> live = new LinkedHashSet<>(); // guarded by itself
  private volatile boolean closed;

  private EffectScope() {}

  /**
   * Opens a scope.
   *
   * @return the scope, which owns nothing yet
   */
  public static EffectScope open() {
    return new EffectScope();
  }

  /**
   * How many continuations it owns that were neither resumed nor discontinued.
   *
   * @return the number
   */
  public int live() {
    synchronized (live) {
      return live.size();
    }
  }

  boolean isClosed() {
    return closed;
  }

  static IllegalStateException refusal(Effect<?> effect) {
    return new IllegalStateException(
        "cannot perform " + effect + ": the scope that would own the continuation is closed");
  }

  boolean add(Suspended continuation) {
    synchronized (live) {
      return !closed && live.add(continuation);
    }
  }

  void remove(Suspended continuation) {
    synchronized (live) {
      live.remove(continuation);
    }
  }

  /**
   * Discontinues the continuations it owns with {@link Discontinued}, in the order in which they
   * were made, one after the other; then those that came up meanwhile. The calling thread drives
   * them: their {@code finally} blocks run on it with {@link EffectEngine#COROUTINES}, and with
   * {@link EffectEngine#VIRTUAL_THREADS} on the computation's own thread, while the caller waits.
   * What they return is dropped. Afterwards an effect that a handler in this scope would take is
   * refused with {@link IllegalStateException} at the perform. Idempotent.
   *
   * <p>Suspends where the computations do as they clean up; one that never ends keeps {@code close}
   * from returning.
   *
   * @throws WrongThreadException if one of the continuations belongs to another thread; it and
   *     those after it are still owned, and the scope is open. What computations threw before is
   *     suppressed
   * @throws StackOverflowError if the caller's stack has no room for one of them; the same holds
   * @throws RuntimeException or an Error: the first that a computation threw, with later ones
   *     suppressed; all of them were discontinued, and the scope is closed
   */
  @Override
  public void close() {
    Throwable failure = null;
    Set<Throwable> ends = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Suspended next = nextOrClose(); next != null; next = nextOrClose()) {
      Throwable thrown = discontinue(next, ends);
      if (thrown != null && !next.isUsed()) { // it could not begin, and would be the next again
        failure = Failures.join(thrown, failure);
        break;
      }
      failure = Failures.join(failure, thrown);
    }
    Failures.throwUnchecked(failure);
  }

  private @Nullable Suspended nextOrClose() {
    synchronized (live) {
      Iterator<Suspended> oldest = live.iterator();
      closed |= !oldest.hasNext();
      return closed ? null : oldest.next();
    }
  }

  /**
   * Discontinues one; that an end of this closing comes out, of this one or another, is no failure.
   */
  private static @Nullable Throwable discontinue(Suspended continuation, Set<Throwable> ends) {
    Discontinued end = new Discontinued("the scope that owns " + continuation + " was closed");
    ends.add(end);
    try {
      continuation.discontinueForGood(end);
      return null;
    } catch (ContinuationAlreadyResumed elsewhere) {
      return continuation.isUsed() ? null : elsewhere; // somebody was faster
    } catch (Throwable thrown) {
      return ends.contains(thrown) ? null : thrown;
    }
  }
}
