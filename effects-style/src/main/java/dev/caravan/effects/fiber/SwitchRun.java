package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Host;
import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.function.ThrowingRunnable;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.NoEffects;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The life of a switch: from its opening to the last hook. */
final class SwitchRun {
  /** How many switches are open, in all threads; for tests, which run with assertions. */
  static final LongAdder OPEN = new LongAdder();

  private final Switch self;
  private final String name;
  private final Host home = Hosts.ofCaller();
  private final CancelScope scope;
  private final Members members = new Members();

  SwitchRun(Switch self, String name, boolean isProtected) {
    this.self = self;
    this.name = Objects.requireNonNull(name, "the name of a switch is null");
    this.scope = isProtected ? CancelScope.root(this) : Cancel.scopeBelowCaller(this);
  }

  // ---- the opener's part

  @SuppressWarnings("NullAway") // without a failure the body has returned a T
  <T extends @Nullable Object, X extends Throwable> T during(
      ThrowingFunction<? super Switch, T, X> body) throws X {
    NoEffects.refuse("open", this);
    assert opened(1);
    T value = null;
    try (scope) {
      try {
        value = Carrier.current().<T, X>inScope(scope, () -> body.apply(self));
      } catch (Throwable e) {
        record(Interrupts.absorbed(e, scope));
      }
      finish();
    } finally {
      assert opened(-1);
    }
    Throwable failure = members.failure();
    if (failure != null) {
      throw Failures.<X>sneaky(failure);
    }
    return value;
  }

  private static boolean opened(int change) {
    OPEN.add(change);
    return true;
  }

  private void finish() {
    if (!members.leaveBody()) {
      finishSlowly();
    }
  }

  private void finishSlowly() {
    awaitIdle();
    Hooks hooks = Objects.requireNonNull(members.hooks());
    hooks.close();
    for (Registration next = hooks.takeNewest(); next != null; next = hooks.takeNewest()) {
      runHook(next);
    }
    do {
      awaitIdle(); // hooks may have forked
    } while (!members.tryFinish());
  }

  private void runHook(Registration registration) {
    try {
      protect(registration.hook);
    } catch (Throwable e) {
      record(e);
    }
  }

  private static void protect(ThrowingRunnable<?> hook) throws Throwable {
    CancelScope.<Throwable>protectVoid(() -> {
      hook.run();
    });
  }

  /** Nothing cuts this wait short; what would have, cancels the switch. */
  private void awaitIdle() {
    if (members.tryEnd()) { // a hook may have forked a daemon
      cancel(Stop.EXIT);
    }
    Trigger trigger = members.untilIdle(this);
    while (trigger != null) {
      try {
        awaitBeyondCancellation(trigger);
      } catch (Interrupted e) {
        record(e);
      }
      trigger = members.untilIdle(this);
    }
  }

  private void awaitBeyondCancellation(Trigger trigger) {
    if (scope.isCancelled()) {
      trigger.awaitUninterruptibly();
    } else {
      CancelScope.protectVoid(() -> {
        trigger.await();
      });
    }
  }

  // ---- everybody's part

  /**
   * Forks a fiber; false if it does not start, since the switch is off.
   *
   * @param anyway whether it starts even if the switch is cancelled
   */
  boolean fork(Child child, boolean anyway) {
    NoEffects.refuse("fork into", this);
    Hosts.refuseElsewhere(home, this);
    if (!tryJoin(child, anyway)) {
      refuseFinished();
      return false;
    }
    start(child);
    return true;
  }

  /** Counts a fiber in, which is to be started, or to leave. */
  boolean tryJoin(Child child, boolean anyway) {
    return (anyway || !scope.isCancelled()) && members.tryJoin(child);
  }

  /** Starts a fiber that has joined. */
  void start(Child child) {
    Context inner = Carrier.current().context().withScope(scope);
    try {
      home.spawnFirst(child.name, inner, child);
    } catch (Throwable e) {
      if (child.carrier() == null) {
        left(child);
      }
      throw e;
    }
  }

  /** A fiber has ended. */
  void left(Child child) {
    if (members.leave(child)) {
      cancel(Stop.EXIT);
    }
  }

  void record(Throwable failure) {
    members.add(failure);
    cancel(failure);
  }

  void cancel(Throwable reason) {
    try {
      scope.cancel(reason);
    } catch (RuntimeException | Error e) { // callbacks threw; all of them have run
      members.add(e);
    }
  }

  Registration onRelease(ThrowingRunnable<?> hook) {
    Objects.requireNonNull(hook, "the hook is null");
    Hooks hooks = members.hooks();
    Registration added = hooks == null ? null : hooks.add(hook);
    if (added != null) {
      return added;
    }
    IllegalStateException refused =
        new IllegalStateException(this + " has finished: the hook was run at once");
    try {
      protect(hook);
    } catch (Throwable e) {
      refused = new IllegalStateException(this + " has finished: the hook, run at once, failed", e);
    }
    throw refused;
  }

  void refuseFinished() {
    if (members.isFinished()) {
      throw finished();
    }
  }

  private IllegalStateException finished() {
    return new IllegalStateException(this + " has finished");
  }

  Host home() {
    return home;
  }

  CancelScope scope() {
    return scope;
  }

  // ---- for dumps

  Members members() {
    return members;
  }

  @Override
  public String toString() {
    return name;
  }
}
