package dev.caravan.core.pool;

import dev.caravan.core.function.ThrowingFunction;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Failures;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.spi.Carrier;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a pool of one worker on the calling thread; see {@link Pool#main}. */
final class MainRunner {
  private MainRunner() {}

  static <T extends @Nullable Object, X extends Throwable> T run(
      PoolBuilder.Options options, boolean ownHandler, ThrowingFunction<? super Pool, T, X> body)
      throws X {
    Carrier outer = Carrier.current();
    return outer.blocking(() -> onThisThread(outer, options, ownHandler, body));
  }

  private static <T extends @Nullable Object, X extends Throwable> T onThisThread(
      Carrier outer,
      PoolBuilder.Options options,
      boolean ownHandler,
      ThrowingFunction<? super Pool, T, X> body)
      throws X {
    AtomicReference<@Nullable SpawnedTask<T>> main = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
    Scheduler pool =
        new Scheduler(
            ownHandler ? options : options.withHandler(e -> failMain(main.get(), uncaught, e)),
            Scheduler.Kind.FIFO,
            false);
    SpawnedTask<T> task =
        new SpawnedTask<>(pool, () -> body.apply(pool), outer.context().locals(), null);
    main.set(task);
    CancelScope scope = outer.scope();
    CancelScope.Registration registration =
        scope == null ? () -> {} : scope.onCancel(() -> task.cancel(scope.reason().orElse(null)));
    boolean interrupted;
    try {
      interrupted = live(pool, task);
    } finally {
      registration.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable raw = uncaught.get();
    if (raw != null) {
      throw Failures.<X>sneaky(raw);
    }
    if (task.peek().orElseThrow() instanceof Outcome.Failed<T>(Throwable error)) {
      throw Failures.<X>sneaky(error);
    }
    return task.settledValueOrThrow();
  }

  /** Runs the task, then whatever is left; true if the caller was interrupted meanwhile. */
  private static boolean live(Scheduler pool, SpawnedTask<?> task) {
    Carrier below = Carrier.current(); // of this thread: that of who called may be of another
    Strand strand = pool.adoptCaller();
    Carrier.bind(strand);
    boolean interrupted;
    try {
      pool.runHook(pool.options.onWorkerStart(), 0);
      task.runOn(strand);
      interrupted = Thread.interrupted();
      pool.shutdown();
      strand.live();
    } finally {
      Carrier.bind(below);
    }
    pool.awaitEnded();
    return interrupted;
  }

  private static void failMain(
      @Nullable SpawnedTask<?> main, AtomicReference<@Nullable Throwable> uncaught, Throwable e) {
    Throwable first;
    synchronized (uncaught) { // callbacks may fail on any thread
      first = uncaught.get();
      uncaught.set(Failures.join(first, e));
    }
    if (first == null && main != null) {
      main.cancel(e);
    }
  }
}
