package dev.caravan.core.domain;

import dev.caravan.core.spi.CarrierThread;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which fibers run that left their domain for blocking code: platform threads, as
 * many as there are such fibers, since their calls may be native. Idle ones end after a second.
 */
final class Outside {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new CarrierThread(task, "caravan-blocking-" + NUMBER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private Outside() {}
}
