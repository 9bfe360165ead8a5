package dev.caravan.core.domain;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.spi.Context;
import dev.caravan.core.time.Clock;
import dev.caravan.core.time.MockClock;
import org.jspecify.annotations.Nullable;

/**
 * A domain whose one fiber has no stack: it waits in its first turn and ends in its second. The
 * thread of the test is the driver.
 */
final class SteppedLoop extends Loop {
  private final SteppedFiber fiber;

  private SteppedLoop(Clock clock, boolean deterministic, @Nullable IdleHook idleHook) {
    super(new Settings("stepped", clock, deterministic, null, idleHook, CancelScope.root()));
    fiber = (SteppedFiber) newFiber("waiter", Context.EMPTY, () -> {});
  }

  static SteppedLoop live(IdleHook idleHook) {
    return new SteppedLoop(Clock.system(), false, idleHook);
  }

  static SteppedLoop deterministic() {
    return new SteppedLoop(new MockClock(), true, null);
  }

  DomainFiber fiber() {
    return fiber;
  }

  /** Whether the fiber was given the turn for which it waited. */
  boolean wentOn() {
    return fiber.turns > 1;
  }

  boolean run() {
    begin(fiber);
    return drive();
  }

  @Override
  Engine engine() {
    return Engine.BATON;
  }

  @Override
  DomainFiber fiber(String name, Context context, Runnable body) {
    return new SteppedFiber(this, name, context, body);
  }

  @Override
  void resume(DomainFiber resumed) {
    turnOf(fiber);
    fiber.turns++;
    turnOf(null);
    if (fiber.turns == 2) {
      ended(fiber);
    }
  }

  @Override
  Thread driverThread(Runnable drive) {
    throw new UnsupportedOperationException("the test is the driver");
  }

  private static final class SteppedFiber extends DomainFiber {
    private int turns;

    SteppedFiber(Loop loop, String name, Context context, Runnable body) {
      super(loop, name, context, body);
    }

    @Override
    @Nullable Thread thread() {
      return null;
    }

    @Override
    boolean switchOut() {
      return false;
    }
  }
}
