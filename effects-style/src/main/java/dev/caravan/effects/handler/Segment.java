package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of stack between a handler and the code it handles: OCaml's fiber. Segments form a
 * chain, innermost to outermost, that ends in the {@link RootSegment} of a carrier; a continuation
 * is a part of such a chain, cut off below a handler. Exactly one segment of a chain runs at a
 * time, so their fields need no locks; the engines make hand-overs happen in order.
 *
 * <p>A segment is suspended level by level: the innermost one leaves to the driver (see {@link
 * Drive}) on the stack of the next one out, which leaves in turn, up to the segment whose handler
 * knows the effect. It goes on the same way, from the outside in. So a chain that is cut off keeps
 * everything inside it: inner handlers, drivers, bindings.
 */
abstract class Segment {
  // of the handler's side
  @Nullable Cases<?> cases; // null: no handler now (a root; a shallow one that has had its effect)
  @Nullable Segment parent; // whose stack the driver is on; null while suspended
  @Nullable Object place; // who may resume: the thread of the root, or the movable segment around
  @Nullable Leash leash; // while running; a continuation takes it with it
  int drivers; // how many run on this stack, one in the other
  int driversBelow; // on stacks that share the thread's with this one

  // what the computation asks of this segment's handler; effect is null if it asks another
  @Nullable Effect<?> effect;
  Cases.@Nullable Known<?> known;
  @Nullable Segment performer;

  // what the performer is resumed with
  private @Nullable Object value;
  private @Nullable Throwable failure;

  // the end
  private final @Nullable ThrowingFunction<@Nullable Object, ?, ?> body;
  private boolean done;
  private @Nullable Object result;
  private @Nullable Throwable error;

  private boolean isSelecting; // a handler looks at an effect

  Segment(@Nullable ThrowingFunction<@Nullable Object, ?, ?> body) {
    this.body = body;
  }

  /** The segment of the caller. */
  static Segment current() {
    Carrier carrier = Carrier.current();
    return carrier.computation() instanceof Segment segment ? segment : RootSegment.of(carrier);
  }

  static Segment make(
      Segment here, Cases.Setting setting, ThrowingFunction<@Nullable Object, ?, ?> body) {
    EffectEngine engine = setting.engine();
    if (engine == null) {
      engine = setting.movable() ? EffectEngine.VIRTUAL_THREADS : EffectEngine.preferred();
    }
    Context context = surroundings();
    Segment segment =
        switch (engine) {
          case COROUTINES -> new CoroutineSegment(context, body);
          case VIRTUAL_THREADS -> new ThreadSegment(context, body);
        };
    segment.place = setting.movable() ? segment : here.place;
    return segment;
  }

  /** The caller's context, with its scope made explicit: a new carrier has none of its own. */
  private static Context surroundings() {
    Carrier carrier = Carrier.current();
    Context context = carrier.context();
    return context.scope() == null ? context.withScope(carrier.scope()) : context;
  }

  /** Runs the computation until it is suspended or has ended. For drivers. */
  abstract void proceed();

  /**
   * Leaves to the driver of this segment, on which the caller runs.
   *
   * @throws IllegalStateException if the stack cannot be left now
   */
  abstract void suspend();

  /** How many drivers are below this segment on its thread's stack, if it is driven from there. */
  abstract int stackBelow(Segment driver);

  /** Whether a continuation may go on from there. */
  abstract boolean runsOn(Segment resumer);

  /** What all of the body runs in: the bottom of the stack. */
  final void runBody() {
    try {
      if (body != null) {
        result = body.apply(take());
      }
    } catch (Throwable thrown) { // goes on to whoever drives this segment
      error = thrown;
    }
    done = true;
  }

  boolean isDone() {
    return done;
  }

  /** What the handler does about the end of its computation. */
  Step<?> end() {
    Cases<?> handler = cases;
    if (handler == null) {
      throw new AssertionError("a computation ended that nobody handles: " + this);
    }
    return handler.end(result, error);
  }

  /** Whether the segment ended by a failure that its driver may declare. */
  boolean endedWith(Throwable thrown) {
    return error == thrown;
  }

  /** Suspends the caller, which runs on this segment, up to the one whose handler knows. */
  <R extends @Nullable Object> R performs(Effect<R> wanted, Segment owner, Cases.Known<?> branch) {
    owner.effect = wanted;
    owner.known = branch;
    owner.performer = this;
    try {
      suspend();
    } catch (IllegalStateException | StackOverflowError pinned) {
      owner.forget();
      throw Failures.<RuntimeException>sneaky(cannotSuspend(wanted, pinned));
    }
    return Cases.typed(take());
  }

  void refuseWhileSelecting(Effect<?> wanted) {
    if (isSelecting) {
      throw new IllegalStateException(
          "a handler that decides whether it knows an effect must not perform " + wanted);
    }
  }

  /** Has a handler look at an effect, which must not perform another. */
  <T extends @Nullable Object> T whileSelecting(Supplier<T> selection) {
    isSelecting = true;
    try {
      return selection.get();
    } finally {
      isSelecting = false;
    }
  }

  void forget() {
    effect = null;
    known = null;
    performer = null;
  }

  /** What a perform throws whose stack could not be left. */
  static Throwable cannotSuspend(Effect<?> wanted, Throwable pinned) {
    return pinned instanceof StackOverflowError // the JDK cannot put stacks of any size aside
        ? pinned
        : new IllegalStateException(
            "cannot perform "
                + wanted
                + " here: a frame of native code or of a class initialiser is on the stack between"
                + " it and its handler",
            pinned);
  }

  void resumeWith(@Nullable Object newValue, @Nullable Throwable newFailure) {
    value = newValue;
    failure = newFailure;
  }

  private @Nullable Object take() {
    Object taken = value;
    Throwable thrown = failure;
    value = null;
    failure = null;
    if (thrown != null) {
      throw Failures.<RuntimeException>sneaky(thrown); // the perform throws what it was given
    }
    return taken;
  }
}
