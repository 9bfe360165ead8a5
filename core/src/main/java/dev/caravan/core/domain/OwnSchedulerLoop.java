package dev.caravan.core.domain;

import dev.caravan.core.spi.CarrierThread;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.ThreadContainer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine that is chosen where it can be: fibers are virtual threads whose scheduler is this
 * loop, so that whatever suspends a virtual thread suspends a fiber.
 */
final class OwnSchedulerLoop extends Loop {
  /** Fibers that wait in the JDK; of the driver. */
  private final LinkedHashSet<OwnFiber> foreign = new LinkedHashSet<>();

  private @Nullable ThreadContainer container; // as long as there are fibers, if the JDK allows it

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
  boolean drive() {
    if (container == null) {
      container = ThreadContainer.open(name, this::threads);
    }
    boolean allEnded = super.drive();
    if (allEnded && container != null) { // what is left stays in it, to be seen in dumps
      container.close();
      container = null;
    }
    return allEnded;
  }

  /**
   * Those of the fibers. Called by whoever makes a dump; the links may change under the walk, which
   * still leads to older fibers only, and so ends.
   */
  private Stream<Thread> threads() {
    List<Thread> threads = new ArrayList<>();
    for (DomainFiber fiber = newest; fiber != null; fiber = fiber.older) {
      Thread thread = fiber.thread();
      if (thread != null && thread.isAlive()) {
        threads.add(thread);
      }
    }
    return threads.stream();
  }

  /** Starts the thread of a fiber. */
  void start(Thread thread) {
    ThreadContainer opened = container;
    if (opened == null) {
      thread.start();
    } else {
      opened.start(thread);
    }
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
