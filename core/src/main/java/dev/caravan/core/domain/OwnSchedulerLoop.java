package dev.caravan.core.domain;

import dev.caravan.core.spi.CarrierThread;
import dev.caravan.core.spi.Context;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The engine that is chosen where it can be: fibers are virtual threads whose scheduler is this
 * loop, so that whatever suspends a virtual thread suspends a fiber.
 */
final class OwnSchedulerLoop extends Loop {
  /** Fibers that wait in the JDK; of the driver. */
  private final LinkedHashSet<OwnFiber> foreign = new LinkedHashSet<>();

  OwnSchedulerLoop(Settings settings) {
    super(settings);
  }

  @Override
  Engine engine() {
    return Engine.LOOP;
  }

  @Override
  DomainFiber fiber(String name, Context context, Runnable body) {
    return new OwnFiber(this, name, context, body);
  }

  @Override
  Thread driverThread(Runnable drive) {
    return new CarrierThread(drive, name);
  }

  @Override
  void resume(DomainFiber fiber) {
    ((OwnFiber) fiber).mount();
  }

  @Override
  @Nullable DomainFiber foreignWaiter() {
    return foreign.isEmpty() ? null : foreign.getFirst();
  }

  void foreignWaitBegins(OwnFiber fiber) {
    foreign.add(fiber);
  }

  void foreignWaitEnds(OwnFiber fiber) {
    foreign.remove(fiber);
  }
}
