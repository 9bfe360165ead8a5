package dev.caravan.core.pool;

import java.util.concurrent.RejectedExecutionException;

/**
 * Thrown when work is given to a pool that takes no more. The work was not started and never is.
 */
public final class PoolClosed extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  PoolClosed(String pool) {
    super(pool + " is shut down and takes no more tasks");
  }
}
