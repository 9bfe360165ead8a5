package dev.caravan.core.spi;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one virtual thread, which knows the carrier of the code that runs there: so the
 * thread itself leads to its carrier, which takes no memory and is faster than a thread-local.
 *
 * <p>Public only because packages of {@code core} share it: a program does not need it.
 */
public interface ThreadScheduler extends Executor {
  /**
   * The thread. Threads which it starts inherit the scheduler, but are not meant.
   *
   * @return the thread, or null while it is being made
   */
  @Nullable Thread thread();

  /**
   * The carrier that is bound to the thread. Called on the thread.
   *
   * @return the carrier, or null
   */
  @Nullable Carrier bound();

  /**
   * Binds a carrier to the thread. Called on the thread.
   *
   * @param carrier the carrier, or null
   */
  void rebind(@Nullable Carrier carrier);
}
