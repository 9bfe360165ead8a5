package dev.caravan.core.pool;

import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.spi.Carrier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The two bulk operations of an {@link java.util.concurrent.ExecutorService}. */
final class Bulk {
  private Bulk() {}

  /** Starts all and waits for all; cancels those left if the wait ends early. */
  static <T extends @Nullable Object> List<Future<T>> all(
      Pool pool, Collection<? extends Callable<T>> tasks, long deadline)
      throws InterruptedException {
    List<Fut<T>> futures = spawnAll(pool, tasks);
    try {
      for (Fut<T> future : futures) {
        if (deadline == Carrier.NO_DEADLINE) {
          future.runIfOurs(); // a confined pool's own task would wait for ever
        }
        future.awaitDone(deadline);
      }
    } catch (TimedOut late) {
      // those left are cancelled below, as the interface says
    } catch (Interrupted e) {
      throw Fut.asChecked(e);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
    return new ArrayList<>(futures);
  }

  /** Starts all and returns the first success; cancels the others. */
  static <T extends @Nullable Object> T any(
      Pool pool, Collection<? extends Callable<T>> tasks, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny of no tasks: there is none to succeed");
    }
    List<Fut<T>> futures = spawnAll(pool, tasks);
    try {
      Fut<T> first = Fut.firstSuccess(futures);
      for (int i = 0;
          pool instanceof Scheduler own
              && own.isConfined()
              && i < futures.size()
              && !first.isDone();
          i++) {
        futures.get(i).runIfOurs(); // as above
      }
      first.awaitDone(deadline);
      return switch (first.peek().orElseThrow()) {
        case Outcome.Returned<T>(T value) -> value;
        case Outcome.Failed<T>(Throwable error) -> throw new ExecutionException(error);
        case Outcome.WasCancelled<T> c -> throw new ExecutionException("all were cancelled", null);
      };
    } catch (TimedOut late) {
      TimeoutException timeout = new TimeoutException(late.getMessage());
      timeout.initCause(late);
      throw timeout;
    } catch (Interrupted e) {
      throw Fut.asChecked(e);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static <T extends @Nullable Object> List<Fut<T>> spawnAll(
      Pool pool, Collection<? extends Callable<T>> tasks) {
    tasks.forEach(task -> Objects.requireNonNull(task, "one of the tasks is null"));
    List<Fut<T>> futures = new ArrayList<>(tasks.size());
    try {
      tasks.forEach(task -> futures.add(pool.submit(task)));
    } catch (Throwable refused) {
      futures.forEach(future -> future.cancel(true));
      throw refused;
    }
    return futures;
  }
}
