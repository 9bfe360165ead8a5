package dev.caravan.effects.handler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A suspended chain of segments, from the one that performed to the one whose handler has it: what
 * deep and shallow continuations share. One CAS decides who uses it.
 */
abstract sealed class Suspended permits Continuation, ShallowContinuation {
  private static final VarHandle USED;

  static {
    try {
      USED = MethodHandles.lookup().findVarHandle(Suspended.class, "used", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Effect<?> effect; // null: not begun
  private final Segment inner;
  private final Segment outer;
  private final @Nullable EffectScope scope;
  private volatile boolean used;
  private @Nullable Leash leash;
  private Step.@Nullable Resumption<?> resumption;

  Suspended(@Nullable Effect<?> effect, Segment inner, Segment outer, @Nullable EffectScope scope) {
    this.effect = effect;
    this.inner = inner;
    this.outer = outer;
    this.scope = scope;
  }

  /**
   * Takes the computation over from its segment, before anybody else sees the continuation.
   *
   * @return false if its scope is closed
   */
  final boolean takeOver() {
    leash = outer.leash;
    outer.leash = null;
    return scope == null || scope.add(this);
  }

  /** Puts a continuation that outlives its branch on the leash, unless a scope owns it. */
  final void watchIfKept() {
    if (!used && scope == null) {
      if (leash == null) {
        leash = new Leash();
      }
      leash.suspendedBy(effect == null ? Effect.class : effect.getClass());
    }
  }

  final boolean isUsed() {
    return used;
  }

  /** Uses the continuation up, or throws. */
  private void claim(Segment here) {
    refuseElsewhere(here);
    if (!USED.compareAndSet(this, false, true)) {
      throw new ContinuationAlreadyResumed(this);
    }
    if (scope != null) {
      scope.remove(this);
    }
  }

  private void refuseElsewhere(Segment here) {
    if (!outer.runsOn(here)) {
      throw new WrongThreadException(
          this
              + " belongs to "
              + outer.place
              + "; for continuations that change threads make the handler movable()");
    }
  }

  final <R extends @Nullable Object> Step<R> stepOn(
      @Nullable Cases<R> cases, @Nullable Object value, @Nullable Throwable failure) {
    claim(Segment.current());
    Step.Resumption<R> step = new Step.Resumption<>(this, cases, value, failure);
    resumption = step;
    return step;
  }

  final @Nullable Object runOn(
      @Nullable Cases<?> cases, @Nullable Object value, @Nullable Throwable failure) {
    Segment here = Segment.current();
    Drive.ensureRoom(here);
    claim(here);
    return Drive.untilValue(handOver(here, cases, value, failure), here, false);
  }

  /** Gives the computation what it goes on with; returns the segment to run. */
  final Segment handOver(
      Segment here, @Nullable Cases<?> cases, @Nullable Object value, @Nullable Throwable failure) {
    refuseElsewhere(here);
    outer.leash = leash;
    leash = null;
    if (cases != null) {
      outer.cases = cases;
    }
    inner.resumeWith(value, failure);
    return outer;
  }

  /** Throws if the branch has used the continuation up and then returned something else. */
  final void refuseForgotten(Step<?> returned) {
    Step.Resumption<?> made = resumption;
    if (made != null && made != returned && made.isForgotten()) {
      throw new IllegalStateException(
          "the branch for "
              + effect
              + " resumed its continuation and returned something else; write return k.resume(…),"
              + " or k.resumeAndWait(…) for its value");
    }
  }

  /** Ends the computation with no handler but those further out; throws what it ends with. */
  abstract void discontinueForGood(Discontinued end);

  static Throwable failure(Throwable failure) {
    return Objects.requireNonNull(failure, "failure");
  }

  @Override
  public String toString() {
    return effect == null ? "a computation not begun" : "the continuation of " + effect;
  }
}
