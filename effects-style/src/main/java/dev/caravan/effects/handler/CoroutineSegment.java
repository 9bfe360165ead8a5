package dev.caravan.effects.handler;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.Coroutine;
import dev.caravan.core.spi.LentCarrier;
import org.jspecify.annotations.Nullable;

/**
 * A segment on the JDK's continuations. It stays on the thread it was made on: compiled code keeps
 * the current thread in registers over a suspension, so on another one it would take the wrong
 * carrier.
 */
final class CoroutineSegment extends Segment {
  private static final class Effects {
    static final Coroutine.Family FAMILY = new Coroutine.Family("caravan effects");
  }

  private final Thread thread = Thread.currentThread();
  private final Coroutine coroutine;
  private final Own carrier;

  CoroutineSegment(Context context, ThrowingFunction<@Nullable Object, ?, ?> body) {
    super(body);
    coroutine = new Coroutine(Effects.FAMILY, this::runBody);
    carrier = new Own(context);
    carrier.setComputation(this);
  }

  private static final class Own extends LentCarrier {
    Own(Context context) {
      enter(context);
    }

    @Override
    protected void onLendersThread(Runnable action) {
      Carrier.bind(lender());
      try {
        action.run();
      } finally {
        Carrier.bind(this);
      }
    }

    @Override
    public void parkWhileLent() { // the thread is the lender's
      lender().parkWhileLent();
    }
  }

  @Override
  void proceed() {
    Carrier outer = Carrier.current();
    carrier.lentBy(outer);
    Carrier.bind(carrier);
    try {
      coroutine.run();
    } finally {
      Carrier.bind(outer);
    }
  }

  @Override
  void suspend() {
    Effects.FAMILY.suspend();
  }

  @Override
  int stackBelow(Segment driver) {
    return driver.drivers + driver.driversBelow;
  }

  @Override
  boolean runsOn(Segment resumer) {
    return place == resumer.place && thread == Thread.currentThread();
  }
}
