package dev.caravan.effects.fiber;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Host;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.spi.Carrier;
import dev.caravan.core.spi.Context;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One call of a suspending method, on some carrier, in a scope of its own. */
final class WaitCall {
  /** Who carries the caller. */
  enum On {
    PLATFORM_THREAD(null),
    VIRTUAL_THREAD(null),
    POOL_TASK(null),
    FREE_FIBER(null),
    LOOP_FIBER(Engine.LOOP),
    BATON_FIBER(Engine.BATON),
    COROUTINE_FIBER(Engine.CONTINUATION);

    private final Engine engine;

    On(Engine engine) {
      this.engine = engine;
    }

    static List<On> available() {
      return Arrays.stream(values())
          .filter(on -> on.engine == null || on.engine.isAvailable())
          .toList();
    }

    /** Whether the thread is the caller's own, so that interrupts are meant for it. */
    boolean takesInterrupts() {
      return this != COROUTINE_FIBER;
    }
  }

  /** How the call ended, and whether its thread was left interrupted. */
  record Ending(Object value, Throwable thrown, boolean interrupted) {
    String word() {
      return thrown == null ? "returns" : thrown.getClass().getSimpleName();
    }
  }

  private record Caller(CancelScope scope, Carrier carrier, Thread thread) {}

  private final CompletableFuture<Caller> caller = new CompletableFuture<>();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final CountDownLatch go = new CountDownLatch(1);

  private WaitCall() {}

  /** Starts the call. If it never waits for anybody, it begins when {@link #go} is called. */
  static WaitCall start(On on, boolean waitsForGo, ThrowingSupplier<?, ?> body) {
    WaitCall call = new WaitCall();
    Runnable run = () -> call.run(waitsForGo, body);
    switch (on) {
      case PLATFORM_THREAD -> Thread.ofPlatform().daemon().start(run);
      case VIRTUAL_THREAD -> Thread.ofVirtual().start(run);
      case FREE_FIBER -> Host.free().spawnFirst("caller", Context.EMPTY, run);
      case POOL_TASK -> {
        Pool pool = Pool.workStealing(1);
        Fut<?> task = pool.spawnVoid(run::run);
        Thread.ofVirtual()
            .start(() -> {
              task.awaitUninterruptibly();
              pool.close();
            });
      }
      default ->
          Thread.ofPlatform()
              .daemon()
              .start(() ->
                  Domain.builder()
                      .engine(on.engine)
                      .run(_ -> {
                        run.run();
                        return null;
                      }));
    }
    return call;
  }

  private void run(boolean waitsForGo, ThrowingSupplier<?, ?> body) {
    CancelScope scope = CancelScope.current().map(CancelScope::child).orElseGet(CancelScope::root);
    caller.complete(new Caller(scope, Carrier.current(), Thread.currentThread()));
    while (waitsForGo && go.getCount() > 0) {
      Thread.onSpinWait();
    }
    Object value = null;
    Throwable thrown = null;
    try {
      value = scope.call(body);
    } catch (Throwable e) {
      thrown = e;
    }
    ending.complete(new Ending(value, thrown, Thread.interrupted()));
  }

  void go() {
    go.countDown();
  }

  void cancel() throws Exception {
    caller().scope.cancel(null);
  }

  void interrupt() throws Exception {
    caller().thread.interrupt();
  }

  private Caller caller() throws Exception {
    return caller.get(20, TimeUnit.SECONDS);
  }

  boolean isWaiting() throws Exception {
    Carrier carrier = caller().carrier;
    return Waits.snapshot().stream().anyMatch(waiting -> waiting.who() == carrier);
  }

  boolean hasEnded() {
    return ending.isDone();
  }

  Ending ending() {
    until("the call ends", ending::isDone);
    return ending.join();
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not reached: " + what + "\n" + Waits.dump());
      }
      LockSupport.parkNanos(50_000);
    }
  }
}
