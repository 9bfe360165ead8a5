package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task that Miou's rules bind, and the promise of its result: its parent, the task that created
 * it, must await or {@link #cancel} it before it returns; nobody else may. A task ends after its
 * children. If it fails, or is cancelled, they are cancelled; what they throw meanwhile is
 * suppressed on its failure, or is its failure if it has none.
 *
 * <p>Source: Miou's promise.
 *
 * @param <T> the type of its value
 */
public final class Task<T extends @Nullable Object> {
  /** How far a task has come. */
  public enum State {
    /** Its body runs, or has yet to begin. */
    RUNNING,
    /** Its body has ended, its children have not. */
    EXITED,
    /** It has ended. */
    FINISHED
  }

  static final TaskLocal<@Nullable Task<?>> CURRENT = TaskLocal.named("task of Miou");

  final World world;
  final Home home;
  final CancelScope scope;
  private final @Nullable Task<?> parent;
  private final long uid;
  private final StackTraceElement[] createdAt;
  private final Computation<T> result = new Computation<>();
  private volatile State state = State.RUNNING;

  // of the parent
  private boolean isCancelledLate;

  // of the task itself
  private final Set<Task<?>> children = new LinkedHashSet<>();
  final Belongings belongings = new Belongings(this);
  private @Nullable ThrowingSupplier<? extends T, ?> body;
  private @Nullable Carrier carrier;
  private @Nullable String inside; // what must not use operations

  Task(
      World world,
      Home home,
      CancelScope scope,
      @Nullable Task<?> parent,
      ThrowingSupplier<? extends T, ?> body,
      StackTraceElement[] createdAt) {
    this.world = world;
    this.home = home;
    this.scope = scope;
    this.parent = parent;
    this.body = body;
    this.createdAt = createdAt;
    this.uid = world.nextUid();
  }

  // ---- the caller of an operation

  /** The calling task, for an operation that neither waits nor is refused after the end. */
  static Task<?> calling(String deed) {
    Task<?> me = CURRENT.orElse(null);
    if (me == null || !me.isCarriedBy(Carrier.currentOrNull())) {
      throw new IllegalStateException(
          "cannot "
              + deed
              + " from "
              + Carrier.current()
              + ": only a task of Miou.run may, outside of Blocking");
    }
    if (me.inside != null) {
      throw new IllegalStateException(me.inside + " must not " + deed);
    }
    return me;
  }

  /** A fiber or a thread that a task has started has its locals, but is not the task. */
  boolean isCarriedBy(@Nullable Carrier caller) {
    return carrier == caller && home.isHere();
  }

  /** The calling task, for an operation that is refused once the run or the task is to end. */
  static Task<?> suspending(String deed) {
    Task<?> me = calling(deed);
    me.world.throwIfBroken();
    CancelScope.check();
    return me;
  }

  /** Runs code of the program that must not use operations. */
  <X extends Throwable> void without(String what, ThrowingRunnable<X> code) throws X {
    String outer = inside;
    inside = what;
    try {
      code.run();
    } finally {
      inside = outer;
    }
  }

  // ---- its life

  /** Makes a child, not begun. Called by the parent. */
  <R extends @Nullable Object> Task<R> child(Home where, ThrowingSupplier<? extends R, ?> body) {
    Task<R> child = new Task<>(world, where, scope.child(), this, body, CreationSite.here());
    children.add(child);
    where.oneMore();
    return child;
  }

  /** What surrounds the task's fiber: the locals of its parent, but for who the task is. */
  Context context() {
    Context.Binding locals = Carrier.current().context().locals();
    if (locals != null && locals.key() == CURRENT) {
      locals = locals.older();
    }
    return new Context(scope, locals).withLocal(CURRENT, this);
  }

  /** The whole life of the task, on its fiber. */
  void live() {
    carrier = Carrier.current();
    T value = null;
    Throwable thrown = null;
    try {
      scope.throwIfCancelled();
      value = takeBody().get();
    } catch (Throwable e) {
      thrown = e;
    }
    state = State.EXITED;
    thrown = end(thrown);
    scope.close();
    home.oneLess();
    state = State.FINISHED;
    decide(value, thrown);
  }

  private ThrowingSupplier<? extends T, ?> takeBody() {
    ThrowingSupplier<? extends T, ?> taken = body;
    body = null;
    if (taken == null) {
      throw new IllegalStateException(this + " has begun already");
    }
    return taken;
  }

  @SuppressWarnings("NullAway") // if nothing was thrown the body has returned a T
  private void decide(@Nullable T value, @Nullable Throwable thrown) {
    switch (thrown) {
      case null -> result.tryReturn(value);
      case Cancelled cancelled -> result.tryCancel(cancelled.reason());
      default -> result.tryFail(thrown);
    }
  }

  /** Ends the children, then gives up what the task holds; returns what the task has ended with. */
  private @Nullable Throwable end(@Nullable Throwable thrown) {
    Throwable failure = thrown;
    boolean isNormal = thrown == null && !scope.isCancelled();
    if (isNormal && !children.isEmpty()) {
      failure = world.broken(StillHasChildren.of(this, children));
    }
    failure = endChildren(List.copyOf(children), failure);
    failure = belongings.end(isNormal, failure);
    return failure;
  }

  /** Cancels some children and waits for their end; joins what they fail with to the reason. */
  @Nullable Throwable endChildren(List<? extends Task<?>> some, @Nullable Throwable reason) {
    Throwable failure = reason;
    for (Task<?> child : some) {
      try {
        child.scope.cancel(reason);
      } catch (RuntimeException | Error callbackThrew) {
        failure = join(failure, callbackThrew);
      }
    }
    for (Task<?> child : some) {
      child.result.awaitUninterruptibly();
      children.remove(child);
      if (child.outcome() instanceof Outcome.Failed<?>(Throwable error)
          && !world.isBrokenBy(error)) { // what has broken the run leaves it anyway
        failure = join(failure, error);
      }
    }
    return failure;
  }

  /** Joins a later failure; it counts for more than a cancellation, which would hide it. */
  static @Nullable Throwable join(@Nullable Throwable first, Throwable later) {
    return first instanceof Cancelled ? Failures.join(later, first) : Failures.join(first, later);
  }

  // ---- for the parent

  /**
   * Waits for the end of this child and returns its value. May be called again.
   *
   * @return the value
   * @throws NotAChild if the caller is not the parent; the run ends
   * @throws TaskFailed if the task threw a checked exception; unchecked ones and errors are
   *     rethrown as they are
   * @throws Cancelled if the task was cancelled, or the caller was, which then still has the child
   */
  @Suspends
  public T await() {
    return switch (awaitOutcome()) {
      case Outcome.Returned<T> returned -> returned.value();
      case Outcome.Failed<T> failed -> throw rethrown(failed.error());
      case Outcome.WasCancelled<T> cancelled -> throw new Cancelled(toString(), cancelled.reason());
    };
  }

  private RuntimeException rethrown(Throwable error) {
    if (error instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (error instanceof Error fatal) {
      throw fatal;
    }
    throw new TaskFailed(toString(), error);
  }

  /**
   * Waits for the end of this child and tells how it ended. May be called again.
   *
   * @return the outcome
   * @throws NotAChild if the caller is not the parent; the run ends
   * @throws Cancelled if the caller is cancelled first; it still has the child
   */
  @Suspends
  public Outcome<T> awaitOutcome() {
    Task<?> me = suspending("await");
    mustBeParent(me, "await");
    if (!isCancelledLate) {
      Awaiting.untilDecided(result);
    }
    return settled(me);
  }

  /** Takes the outcome of this child, which has ended. */
  Outcome<T> settled(Task<?> me) {
    me.children.remove(this);
    Outcome<T> outcome = outcome();
    me.home.tick(me);
    return outcome;
  }

  private Outcome<T> outcome() {
    return isCancelledLate ? new Outcome.WasCancelled<>(null) : result.peek().orElseThrow();
  }

  boolean isGood() {
    return outcome() instanceof Outcome.Returned<T>;
  }

  Computation<T> result() {
    return result;
  }

  /**
   * Cancels this child and its descendants, and waits until all of them have ended. Their waits and
   * their next operations throw {@link Cancelled}, and so does awaiting this task from now on, even
   * if it had ended before. The wait cannot be cancelled, so this may be used for cleaning up.
   *
   * @throws NotAChild if the caller is not the parent; the run ends
   */
  @Suspends
  public void cancel() {
    Task<?> me = calling("cancel");
    mustBeParent(me, "cancel");
    scope.cancel(null);
    awaitCancelled(me);
    me.home.tick(me);
  }

  /** The second half of cancelling: waits for the end. */
  void awaitCancelled(Task<?> me) {
    result.awaitUninterruptibly();
    isCancelledLate = true;
    me.children.remove(this);
  }

  void mustBeParent(Task<?> caller, String deed) {
    if (parent != caller) {
      throw world.broken(new NotAChild(deed, caller, this));
    }
  }

  // ---- for everybody

  /**
   * How far the task has come. May be called from anywhere.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * The number of the task in its run; the first is 0.
   *
   * @return the number
   */
  public long uid() {
    return uid;
  }

  @Nullable Task<?> parent() {
    return parent;
  }

  String parentName() {
    return parent == null ? "the caller of Miou.run" : parent.toString();
  }

  /** Where it was created, to be a cause. */
  CreationSite site() {
    return CreationSite.of("task " + uid, createdAt);
  }

  /** Names the task and the line that created it. */
  @Override
  public String toString() {
    return createdAt.length == 0 ? "task " + uid : "task " + uid + " (" + place() + ")";
  }

  private String place() {
    StackTraceElement frame = createdAt[0];
    return frame.getFileName() + ":" + frame.getLineNumber();
  }
}
