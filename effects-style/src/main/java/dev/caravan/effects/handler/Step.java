package dev.caravan.effects.handler;

import org.jspecify.annotations.Nullable;

/**
 * What a handler's branch returns: either the value of the whole handler, or that a continuation
 * goes on, whose value it will be. The continuation goes on after the branch has returned, so
 * branches that end in {@code return k.resume(value)} take no stack, however many there are: what
 * OCaml has from its tail calls.
 *
 * @param <R> the type of the handler's value
 */
public abstract sealed class Step<R extends @Nullable Object> {
  private Step() {}

  /**
   * Ends the handler with a value. The continuation that the branch was given lives on, if it was
   * stored; if not, {@linkplain Continuation#abandon abandon} it.
   *
   * @param value the value
   * @param <R> the type of the value
   * @return the step
   */
  public static <R extends @Nullable Object> Step<R> done(R value) {
    return new Done<>(value);
  }

  /** Runs no further segment: the value of the handler. */
  static final class Done<R extends @Nullable Object> extends Step<R> {
    final R value;

    Done(R value) {
      this.value = value;
    }

    @Override
    public String toString() {
      return "done with " + value;
    }
  }

  /** Runs another segment, whose handler has the value. */
  abstract static sealed class Run<R extends @Nullable Object> extends Step<R> {
    /** Makes the segment ready to run, once. */
    abstract Segment begin(Segment here);
  }

  /** A new computation. */
  static final class Start<R extends @Nullable Object> extends Run<R> {
    private @Nullable Segment segment;

    Start(Segment segment) {
      this.segment = segment;
    }

    @Override
    Segment begin(Segment here) {
      Segment begun = segment;
      if (begun == null) {
        throw new IllegalStateException("the computation has been started already");
      }
      segment = null;
      return begun;
    }

    @Override
    public String toString() {
      return "the start of a computation";
    }
  }

  /** The continuation has been used up by this step, and goes on when a driver begins it. */
  static final class Resumption<R extends @Nullable Object> extends Run<R> {
    final Suspended suspended;
    private final @Nullable Cases<?> cases;
    private final @Nullable Object value;
    private final @Nullable Throwable failure;
    private final Thread maker = Thread.currentThread();
    private boolean begun;

    Resumption(
        Suspended suspended,
        @Nullable Cases<?> cases,
        @Nullable Object value,
        @Nullable Throwable failure) {
      this.suspended = suspended;
      this.cases = cases;
      this.value = value;
      this.failure = failure;
    }

    @Override
    Segment begin(Segment here) {
      if (begun) {
        throw new ContinuationAlreadyResumed(suspended);
      }
      begun = true;
      return suspended.handOver(here, cases, value, failure);
    }

    /** Whether a branch that ran on this thread has made it and then returned something else. */
    boolean isForgotten() {
      return !begun && maker == Thread.currentThread();
    }

    @Override
    public String toString() {
      return "the resumption of " + suspended;
    }
  }
}
