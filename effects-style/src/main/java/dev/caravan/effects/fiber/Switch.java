package dev.caravan.effects.fiber;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Suspends;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What fibers and resources are attached to, so that none outlives a call: {@link #run} returns
 * only when every fiber forked into its switch has ended and every hook has run. The first failure
 * cancels the others; {@code run} throws it, or {@link MultipleFailures} if several failed for
 * reasons of their own. A switch is a value: who holds it may fork into it.
 *
 * <p>A switch belongs to where it was opened. In a {@linkplain dev.caravan.core.domain.Domain
 * domain} its fibers take turns there, and only fibers of that domain may fork into it or fail it;
 * {@link #onRelease} and {@link Registration#tryRemove} may be called from anywhere. Outside any
 * domain its fibers are virtual threads that run in parallel, and every thread may use it: the
 * rules of lifetime, failure and cancellation hold, those of order do not.
 *
 * <p>The body's checked exceptions are those that the body itself throws; the compiler does not see
 * those of forked fibers, which come out of {@code run} too. To catch one, name its type: {@code
 * Switch.<IOException>run(sw -> …)}.
 *
 * <table>
 * <caption>What a method means</caption>
 * <thead><tr><th>method</th><th>in a domain</th><th>outside</th></tr></thead>
 * <tbody>
 * <tr><td>{@link #fork}, {@link #forkDaemon}, {@link #forkPromise}</td><td>the child runs at once;
 * the caller goes on when it first suspends or ends, before all that were queued</td><td>the child
 * runs in parallel; the caller goes on</td></tr>
 * <tr><td>{@link #fail}</td><td>those who are cancelled are queued; the caller goes on</td><td>those
 * who are cancelled go on in parallel; waits of forked fibers in the JDK are interrupted, those of
 * the body, which runs on its caller's thread, in {@link dev.caravan.core.kernel.Blocking}
 * only</td></tr>
 * <tr><td>{@link #generate}</td><td>the body's fiber is queued when a value is demanded</td><td>the
 * body has a virtual thread of its own, which waits from one demand to the next</td></tr>
 * <tr><td>{@link #executor}</td><td>a task of the switch's domain runs at once, as a fork does; one
 * from elsewhere is started at home by a daemon, in its turn</td><td>a task runs in parallel, whoever
 * gives it</td></tr>
 * <tr><td>{@link #onRelease}</td><td colspan="2">the hook runs on whoever called {@link #run}; if it
 * comes too late, on the caller of {@code onRelease}</td></tr>
 * <tr><td>{@link #check}, {@link #error}</td><td colspan="2">the same, from any thread</td></tr>
 * <tr><td>the end of {@link #run}</td><td>suspends the fiber</td><td>suspends the thread; if
 * somebody else than Caravan interrupts it meanwhile, the switch fails, which cancels the fibers,
 * and the wait for them goes on</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Source of the concept: eio's {@code Switch}.
 */
public final class Switch {
  private final SwitchRun run;

  private Switch(String name, boolean isProtected) {
    this.run = new SwitchRun(this, name, isProtected);
  }

  /**
   * Runs a body with a new switch, on the caller, then waits until all its fibers have ended, which
   * nothing cuts short, and runs its hooks.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   * @throws MultipleFailures if several fibers failed
   * @throws Cancelled if the caller's scope is cancelled, and then the body does not run, or if it
   *     was cancelled meanwhile and that ended a fiber
   */
  @Suspends
  public static <X extends Throwable> void run(ThrowingConsumer<? super Switch, X> body) throws X {
    run("switch", body);
  }

  /**
   * Runs a body with a new switch that has a name for dumps and messages; see {@link
   * #run(ThrowingConsumer)}.
   *
   * @param name the name
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   */
  @Suspends
  public static <X extends Throwable> void run(
      String name, ThrowingConsumer<? super Switch, X> body) throws X {
    Switch.<@Nullable Void, X>call(name, valueless(body));
  }

  /**
   * Runs a body that has a value; see {@link #run(ThrowingConsumer)}.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, if nothing has failed, not even after the body returned
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T call(
      ThrowingFunction<? super Switch, T, X> body) throws X {
    return call("switch", body);
  }

  /**
   * Runs a body that has a value with a switch that has a name; see {@link #run(ThrowingConsumer)}.
   *
   * @param name the name
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, if nothing has failed, not even after the body returned
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T call(
      String name, ThrowingFunction<? super Switch, T, X> body) throws X {
    CancelScope.check();
    return open(name).during(body);
  }

  /**
   * Runs a body with a new switch that the cancellation of the caller does not reach, and that
   * opens even if the caller is cancelled; see {@link #run(ThrowingConsumer)}.
   *
   * @param body what to run
   * @param <X> what it may throw
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   */
  @Suspends
  public static <X extends Throwable> void runProtected(ThrowingConsumer<? super Switch, X> body)
      throws X {
    Switch.<@Nullable Void, X>callProtected(valueless(body));
  }

  /**
   * Runs a body that has a value out of reach of the caller's cancellation; see {@link
   * #runProtected}.
   *
   * @param body what to run
   * @param <T> the type of its value
   * @param <X> what it may throw
   * @return its value, if nothing has failed, not even after the body returned
   * @throws X whatever the body throws, or a fiber, whatever it may be, as the same object
   */
  @Suspends
  public static <T extends @Nullable Object, X extends Throwable> T callProtected(
      ThrowingFunction<? super Switch, T, X> body) throws X {
    return new Switch("protected switch", true).during(body);
  }

  private static <X extends Throwable> ThrowingFunction<Switch, @Nullable Void, X> valueless(
      ThrowingConsumer<? super Switch, X> body) {
    Objects.requireNonNull(body, "the body of a switch is null");
    return sw -> {
      body.accept(sw);
      return null;
    };
  }

  /** A switch below the caller's scope, which may be cancelled. */
  static Switch open(String name) {
    return new Switch(name, false);
  }

  <T extends @Nullable Object, X extends Throwable> T during(
      ThrowingFunction<? super Switch, T, X> body) throws X {
    return run.during(body);
  }

  // ---- fibers

  /**
   * Forks a fiber. It is cancelled with the switch, and sees the caller's fiber-locals. What it
   * throws fails the switch. Does nothing if the switch is cancelled, or only daemons are left and
   * it is ending them: the body never starts.
   *
   * @param body what the fiber runs
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void fork(ThrowingRunnable<?> body) {
    fork("fiber", body);
  }

  /**
   * Forks a fiber that has a name for dumps; see {@link #fork(ThrowingRunnable)}.
   *
   * @param name the name
   * @param body what the fiber runs
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void fork(String name, ThrowingRunnable<?> body) {
    boolean _ = tryFork(name, body);
  }

  /**
   * Forks a fiber for which the switch does not wait: when only daemons are left, they are
   * cancelled, and ending so is no failure. Otherwise like {@link #fork(ThrowingRunnable)}.
   *
   * @param body what the fiber runs
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void forkDaemon(ThrowingRunnable<?> body) {
    forkDaemon("daemon", body);
  }

  /**
   * Forks a daemon that has a name for dumps; see {@link #forkDaemon(ThrowingRunnable)}.
   *
   * @param name the name
   * @param body what the fiber runs
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void forkDaemon(String name, ThrowingRunnable<?> body) {
    boolean _ = tryForkDaemon(name, body);
  }

  /** Forks a fiber; false if it does not start. */
  boolean tryFork(String name, ThrowingRunnable<?> body) {
    return run.fork(new Child(this, name, false, body), false);
  }

  boolean tryForkDaemon(String name, ThrowingRunnable<?> body) {
    return run.fork(new Child(this, name, true, body), false);
  }

  /** Forks a fiber that starts even if the switch is cancelled. */
  void forkAnyway(String name, ThrowingRunnable<?> body) {
    boolean _ = run.fork(new Child(this, name, false, body), true);
  }

  /**
   * Forks a fiber whose value is promised. What it throws is the promise's failure and does not
   * fail the switch. If the switch is cancelled, or only daemons are left and it is ending them,
   * the promise fails with {@link Cancelled}.
   *
   * @param body what the fiber runs
   * @param <T> the type of its value
   * @return the promise
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public <T extends @Nullable Object> Promise<T> forkPromise(ThrowingSupplier<T, ?> body) {
    return forkPromise("fiber", body);
  }

  /**
   * Forks a fiber that has a name and whose value is promised; see {@link
   * #forkPromise(ThrowingSupplier)}.
   *
   * @param name the name
   * @param body what the fiber runs
   * @param <T> the type of its value
   * @return the promise
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public <T extends @Nullable Object> Promise<T> forkPromise(
      String name, ThrowingSupplier<T, ?> body) {
    Resolver<T> end = Promise.create(name);
    boolean forked = run.fork(new Child(this, name, false, () -> resolve(end, body)), false);
    if (!forked) {
      end.reject(new Cancelled(toString(), scope().reason().orElse(Stop.EXIT)));
    }
    return end.promise();
  }

  private <T extends @Nullable Object> void resolve(Resolver<T> end, ThrowingSupplier<T, ?> body) {
    T value;
    try {
      value = body.get();
    } catch (Throwable e) {
      end.reject(Interrupts.absorbed(e, scope()));
      return;
    }
    end.resolve(value);
  }

  /**
   * Makes a generator whose body runs in a daemon of this switch, from one value that is demanded
   * to the next.
   *
   * @param body what to run; it hands values to its argument
   * @param <T> the type of the values
   * @return the generator
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public <T> Generator<T> generate(ThrowingConsumer<? super Yield<T>, ?> body) {
    return Generator.of(this, body);
  }

  /**
   * This switch as an executor of the JDK: each task becomes a fiber of it. From the switch's own
   * fibers as by {@link #fork}; other threads may use it too, and their tasks start in turn. A task
   * given to {@code execute} that throws fails the switch; the failure of one given to {@code
   * submit} is its future's. Shutting it down ends the view, not the switch. Waiting for a future
   * of the JDK does not suspend a fiber on every engine; {@link Fiber#await} does.
   *
   * @return the view
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public ExecutorService executor() {
    return SwitchExecutor.of(this);
  }

  // ---- failure

  /**
   * Fails the switch: notes the failure and cancels all fibers. Does not suspend, and the caller
   * goes on, though it may be cancelled itself from its next wait on.
   *
   * @param failure what {@link #run} is to throw
   * @throws IllegalStateException if the switch has finished, or it was opened in a domain and the
   *     caller is not the running fiber of that domain
   */
  public void fail(Throwable failure) {
    Objects.requireNonNull(failure, "the failure of a switch is null");
    Hosts.refuseElsewhere(run.home(), this);
    run.refuseFinished();
    run.record(failure);
  }

  /**
   * Throws if the switch is no longer on. Never suspends.
   *
   * @throws Cancelled if it has failed or was cancelled
   * @throws IllegalStateException if it has finished
   */
  public void check() {
    run.refuseFinished();
    scope().throwIfCancelled();
  }

  /**
   * What {@link #check} would throw.
   *
   * @return the exception; empty if the switch is on
   */
  public Optional<RuntimeException> error() {
    try {
      check();
      return Optional.empty();
    } catch (IllegalStateException off) { // as Cancelled is
      return Optional.of(off);
    }
  }

  // ---- release

  /**
   * Registers what is to run when the switch ends: after all fibers, newest first, one by one,
   * protected from cancellation. What a hook throws fails the switch, and the others still run. May
   * be called from any thread.
   *
   * @param hook what to run
   * @return takes the hook back
   * @throws IllegalStateException if the switch has begun to run its hooks: then this one has been
   *     run at once, on the caller, and if it threw that is the cause
   */
  public Registration onRelease(ThrowingRunnable<?> hook) {
    return run.onRelease(hook);
  }

  /**
   * The switch, its fibers and what they wait for, and the switches and scopes opened in it, as a
   * tree. A snapshot; may be called from any thread.
   *
   * @return the text, one line for each
   */
  public String dump() {
    return SwitchDump.of(scope());
  }

  // ---- for this package

  SwitchRun state() {
    return run;
  }

  CancelScope scope() {
    return run.scope();
  }

  void record(Throwable failure) {
    run.record(failure);
  }

  void left(Child child) {
    run.left(child);
  }

  @Override
  public String toString() {
    return run.toString();
  }
}
