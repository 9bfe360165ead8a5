package dev.caravan.effects.miou;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs under Miou's rules: {@link #run} begins one, {@link #async} creates a task on the
 * same domain, {@link #call} one that runs in parallel on another. Each must be awaited or
 * cancelled by the task that created it.
 *
 * {@snippet file="dev/caravan/effects/miou/MiouSnippetsTest.java" region="hello"}
 *
 * <p>All methods but {@code run} are for tasks of a run, and throw {@link IllegalStateException}
 * elsewhere. Those that suspend, and those that create tasks, throw {@link
 * dev.caravan.core.kernel.Cancelled} in a cancelled task, and the {@link RuleViolation} again once
 * a rule has been broken. Source: Miou, by Robur.
 */
public final class Miou {
  private Miou() {}

  // ---- programs

  /**
   * Runs a body as the first task of a new run, on the first domain, and waits until all its
   * domains have ended. The caller's cancellation reaches the tasks, and so, as a cancellation,
   * does an interrupt of the caller, whose status is kept.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws RuleViolation if a task has broken a rule, whatever the body has done with it
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T run(ThrowingSupplier<T, X> body)
      throws X {
    return run(MiouOptions.defaults(), body);
  }

  /**
   * Runs a body as the first task of a new run, as {@link #run(ThrowingSupplier)} does.
   *
   * @param options what the run is told
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value
   * @throws X whatever the body throws
   * @throws RuleViolation if a task has broken a rule, whatever the body has done with it
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T run(
      MiouOptions options, ThrowingSupplier<T, X> body) throws X {
    return new World(options).run(Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs a body without a value as {@link #run(ThrowingSupplier)} does.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws RuleViolation if a task has broken a rule, whatever the body has done with it
   */
  @Suspends
  public static <X extends Throwable> void runVoid(ThrowingRunnable<X> body) throws X {
    runVoid(MiouOptions.defaults(), body);
  }

  /**
   * Runs a body without a value as {@link #run(ThrowingSupplier)} does.
   *
   * @param options what the run is told
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws
   * @throws RuleViolation if a task has broken a rule, whatever the body has done with it
   */
  @Suspends
  public static <X extends Throwable> void runVoid(MiouOptions options, ThrowingRunnable<X> body)
      throws X {
    Miou.<@Nullable Void, X>run(options, Giving.withNull(body));
  }

  // ---- tasks

  /**
   * Creates a child on the caller's domain. It is queued: the caller goes on first.
   *
   * @param body what it runs
   * @param <T> the type of its value
   * @return the child
   */
  public static <T extends @Nullable Object> Task<T> async(ThrowingSupplier<? extends T, ?> body) {
    return Giving.NOTHING.async(body);
  }

  /**
   * Creates a child without a value on the caller's domain, as {@link #async} does.
   *
   * @param body what it runs
   * @return the child
   */
  public static Task<@Nullable Void> asyncVoid(ThrowingRunnable<?> body) {
    return Giving.NOTHING.asyncVoid(body);
  }

  /**
   * Creates a child that runs in parallel: on the domain with the fewest tasks, never the first and
   * never the caller's.
   *
   * @param body what it runs
   * @param <T> the type of its value
   * @return the child
   * @throws NoDomainAvailable if there is no such domain
   */
  public static <T extends @Nullable Object> Task<T> call(ThrowingSupplier<? extends T, ?> body) {
    return Giving.NOTHING.call(body);
  }

  /**
   * Creates a child without a value that runs in parallel, as {@link #call} does.
   *
   * @param body what it runs
   * @return the child
   * @throws NoDomainAvailable if there is no such domain
   */
  public static Task<@Nullable Void> callVoid(ThrowingRunnable<?> body) {
    return Giving.NOTHING.callVoid(body);
  }

  /**
   * Applies a function to each item in a child of its own, in parallel, spread evenly over the
   * other domains, and waits for all of them, even if some fail. If the caller is cancelled or
   * interrupted first, they are cancelled, and it waits for their end.
   *
   * @param function what to apply
   * @param items to what
   * @param <A> the type of the items
   * @param <B> the type of the results
   * @return how each ended, in the order of the items
   * @throws NoDomainAvailable if there is no other domain
   */
  @Suspends
  public static <A extends @Nullable Object, B extends @Nullable Object> List<Outcome<B>> parallel(
      ThrowingFunction<? super A, ? extends B, ?> function, Collection<? extends A> items) {
    Task<?> me = Task.suspending("create parallel tasks");
    List<Task<B>> tasks = new ArrayList<>();
    try {
      for (A item : items) {
        tasks.add(call(() -> function.apply(item)));
      }
      return awaitAll(tasks);
    } catch (RuntimeException | Error e) { // nobody else knows the children
      Failures.throwUnchecked(me.endChildren(tasks, e));
      throw e;
    }
  }

  /**
   * Begins to create a child that is given resources of the caller: they are the child's from then
   * on.
   *
   * @param resources what is given
   * @return creates the child
   */
  public static Giving giving(Owned<?>... resources) {
    return new Giving(List.of(resources));
  }

  /**
   * Makes a collection of the caller's children for work in the background.
   *
   * @param <T> the type of their values
   * @return the collection, empty
   */
  public static <T extends @Nullable Object> Orphans<T> orphans() {
    return new Orphans<>(Task.calling("make orphans"));
  }

  // ---- waits

  /**
   * Waits until one of the children has ended; the others go on, and must still be awaited or
   * cancelled. If several have ended, chance decides.
   *
   * @param tasks children of the caller; the same one may occur several times
   * @param <T> the type of their values
   * @return how it ended
   * @throws IllegalArgumentException if there is none
   * @throws NotAChild if the caller is not the parent of each; the run ends
   */
  @Suspends
  public static <T extends @Nullable Object> Outcome<T> awaitOne(Collection<Task<T>> tasks) {
    return Awaiting.one(tasks);
  }

  /**
   * Waits until one of the children has ended, and cancels the others. If several have ended, those
   * that returned a value come before those that failed; among equals chance decides.
   *
   * @param tasks children of the caller; the same one may occur several times
   * @param <T> the type of their values
   * @return how it ended
   * @throws IllegalArgumentException if there is none
   * @throws NotAChild if the caller is not the parent of each; the run ends
   */
  @Suspends
  public static <T extends @Nullable Object> Outcome<T> awaitFirst(Collection<Task<T>> tasks) {
    return Awaiting.first(tasks);
  }

  /**
   * Waits until all the children have ended, however they end.
   *
   * @param tasks children of the caller
   * @param <T> the type of their values
   * @return how each ended, in the order of the tasks
   * @throws NotAChild if the caller is not the parent of each; the run ends
   */
  @Suspends
  public static <T extends @Nullable Object> List<Outcome<T>> awaitAll(Collection<Task<T>> tasks) {
    return Awaiting.all(tasks);
  }

  /** Lets all tasks of the domain that are ready run first. */
  @Suspends
  public static void yieldNow() {
    Task<?> me = Task.suspending("yield");
    me.home.yieldNow();
    me.world.throwIfBroken();
    CancelScope.check();
    me.home.tick(me);
  }

  /**
   * Suspends the task for some time, by the system's clock. (In virtual time, {@link
   * VirtualEvents#sleep}.)
   *
   * @param time how long
   */
  @Suspends
  public static void sleep(Duration time) {
    Task<?> me = Task.suspending("sleep");
    new Trigger("the end of a sleep").await(time);
    me.home.tick(me);
  }

  /**
   * Makes a point at which the caller, or another task of its domain, can wait for the domain's
   * {@link Events}.
   *
   * @return the syscall
   */
  public static Syscall syscall() {
    return new Syscall(Task.calling("make a syscall").home);
  }

  // ---- the rest

  /** What to do when a body has ended. */
  @FunctionalInterface
  public interface AtEnd {
    /**
     * Cleans up. It may wait: cancellation does not reach it.
     *
     * @param cancelled whether the task was cancelled by then
     */
    void run(boolean cancelled);
  }

  /**
   * Runs a body and then, however it ends, code that cleans up out of reach of cancellation. What
   * the latter throws is thrown, with what the body threw suppressed on it.
   *
   * @param body what to run
   * @param atEnd what to do then
   * @param <T> the type of the body's value
   * @param <X> what it may throw
   * @return the body's value
   * @throws X whatever the body throws
   */
  public static <T extends @Nullable Object, X extends Throwable> T protect(
      ThrowingSupplier<T, X> body, AtEnd atEnd) throws X {
    Task<?> me = Task.calling("protect");
    Throwable thrown = null;
    try {
      return body.get();
    } catch (Throwable e) {
      thrown = e;
      throw e;
    } finally {
      end(me, atEnd, thrown);
    }
  }

  private static void end(Task<?> me, AtEnd atEnd, @Nullable Throwable thrown) {
    boolean cancelled = me.scope.isCancelled();
    try {
      CancelScope.protectVoid(() -> {
        atEnd.run(cancelled);
      });
    } catch (RuntimeException | Error e) {
      if (thrown != null && thrown != e) {
        e.addSuppressed(thrown);
      }
      throw e;
    }
  }

  /**
   * The caller's task.
   *
   * @return the task
   */
  public static Task<?> self() {
    return Task.calling("ask for itself");
  }

  /**
   * The number of the caller's domain.
   *
   * @return 0 for the first, then 1, 2, …
   */
  public static int domain() {
    return Task.calling("ask for its domain").home.uid;
  }

  /**
   * How many domains this run has for parallel tasks.
   *
   * @return the number that {@link MiouOptions#domains} was given
   */
  public static int domains() {
    return Task.calling("ask for the domains").world.domains();
  }

  /**
   * Whether the caller is a task of a run.
   *
   * @return true if it may use the operations
   */
  public static boolean isRunning() {
    Task<?> me = Task.CURRENT.orElse(null);
    return me != null && me.isCarriedBy(Carrier.currentOrNull());
  }
}
