package dev.caravan.effects.handler;

import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.TaskFailed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs segments on behalf of a handler, on the stack of the code around the handler: the loop that
 * makes resumption in a branch take no stack. There is one for each {@code run} and each {@code
 * resumeAndWait} that has not returned.
 */
final class Drive {
  /** How many drivers may nest before each first looks whether the stack has room. */
  private static final int NEST_FREELY = 16;

  private static final int ROOM = 1_000;

  private Drive() {}

  /**
   * Looks whether another driver fits on the caller's stack, before anything is changed.
   *
   * @throws StackOverflowError if not
   */
  static void ensureRoom(Segment here) {
    if (here.drivers + here.driversBelow > NEST_FREELY) {
      try {
        descend(ROOM, 0, 0, 0);
      } catch (StackOverflowError e) {
        throw new StackOverflowError(
            (here.drivers + here.driversBelow)
                + " handlers run one in the other, and the stack is full: end branches with"
                + " return k.resume(value) instead of k.resumeAndWait(value), or use a thread with"
                + " a larger stack");
      }
    }
  }

  /** Takes some tens of KiB of stack: more than a driver and all that it calls. */
  private static long descend(int levels, long a, long b, long c) {
    return levels == 0 ? a + b : descend(levels - 1, b + 1, c + a, a) + a + b * c;
  }

  /**
   * Runs a segment, and whatever the branches then resume, until a branch or an end has the value.
   *
   * @param first the segment to run first
   * @param here the segment of the caller
   * @param own whether a checked exception of the first computation is thrown as it is
   * @return the value of the handler
   */
  static @Nullable Object untilValue(Segment first, Segment here, boolean own) {
    here.drivers++;
    try {
      Segment segment = first;
      while (true) {
        run(segment, here);
        Step<?> step = segment.isDone() ? end(segment, own && segment == first) : answer(segment);
        switch (step) {
          case Step.Done<?> done -> {
            return done.value;
          }
          case Step.Run<?> run -> segment = run.begin(here);
        }
      }
    } finally {
      here.drivers--;
    }
  }

  private static Step<?> end(Segment segment, boolean own) {
    Leash leash = segment.leash;
    if (leash != null) {
      leash.release();
    }
    try {
      return Objects.requireNonNull(segment.end(), "the step of the value or exception case");
    } catch (Throwable thrown) {
      if (own && segment.endedWith(thrown)) {
        throw Failures.<RuntimeException>sneaky(thrown); // run declares what its body throws
      }
      Failures.throwUnchecked(thrown);
      throw new AssertionError(thrown);
    }
  }

  /** Runs until the segment ends, or something in it asks this segment's handler. */
  private static void run(Segment segment, Segment here) {
    segment.driversBelow = segment.stackBelow(here);
    segment.parent = here;
    segment.proceed();
    while (!segment.isDone() && segment.effect == null) {
      passOutwards(here); // it asks a handler further out: the stack we are on goes along
      segment.proceed();
    }
    segment.parent = null;
  }

  private static void passOutwards(Segment here) {
    try {
      here.suspend();
    } catch (IllegalStateException | StackOverflowError pinned) {
      Segment owner = here;
      while (owner.effect == null) {
        owner = Objects.requireNonNull(owner.parent);
      }
      Objects.requireNonNull(owner.performer)
          .resumeWith(null, Segment.cannotSuspend(owner.effect, pinned));
      owner.forget();
    }
  }

  private static Step<?> answer(Segment segment) {
    Effect<?> effect = Objects.requireNonNull(segment.effect);
    Cases.Known<?> known = Objects.requireNonNull(segment.known);
    Segment performer = Objects.requireNonNull(segment.performer);
    EffectScope scope = Objects.requireNonNull(segment.cases).setting().scope();
    Suspended continuation = known.capture(effect, performer, segment, scope);
    segment.forget();
    if (!continuation.takeOver()) {
      return continuation.stepOn(null, null, EffectScope.refusal(effect));
    }
    Step<?> step;
    try {
      step = known.answer(effect, continuation);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Exception checked) {
      throw new TaskFailed("the branch for " + effect, checked);
    } finally {
      continuation.watchIfKept();
    }
    if (step == null) {
      throw new NullPointerException(
          "the branch for " + effect + " returned null; return k.resume(…) or Step.done(…)");
    }
    continuation.refuseForgotten(step);
    return step;
  }
}
