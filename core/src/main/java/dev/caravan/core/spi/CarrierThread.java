package dev.caravan.core.spi;

import org.jspecify.annotations.Nullable;

/**
 * A platform thread that knows its {@link Carrier} by a field, which is the fastest way to find it.
 * A scheduler that runs several carriers on one thread sets it at each switch.
 */
public class CarrierThread extends Thread {
  @Nullable Carrier carrier;

  /**
   * Makes the thread, not started.
   *
   * @param task what it runs
   * @param name its name
   */
  public CarrierThread(Runnable task, String name) {
    super(null, task, name, 0, false);
  }

  /**
   * Sets the carrier of what this thread runs from now on. Call it on this thread.
   *
   * @param carrier the carrier, or null for none
   */
  public final void carry(@Nullable Carrier carrier) {
    this.carrier = carrier;
  }
}
