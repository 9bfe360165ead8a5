package dev.caravan.core.kernel;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.DomainBuilder;
import dev.caravan.core.domain.Engine;
import dev.caravan.core.domain.Host;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.spi.Context;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One caller of a suspending method: on a thread or as a task, in a scope of its own. */
final class WaitCaller implements AutoCloseable {

  /** Who carries the caller. */
  enum On {
    PLATFORM_THREAD,
    VIRTUAL_THREAD,
    WORK_STEALING_TASK,
    FIFO_TASK,
    CONFINED_TASK,
    FREE_FIBER,
    LOOP_FIBER,
    BATON_FIBER,
    COROUTINE_FIBER;

    /** The engine of the domain whose fiber the caller is, or null. */
    private Engine engine() {
      return switch (this) {
        case LOOP_FIBER -> Engine.LOOP;
        case BATON_FIBER -> Engine.BATON;
        case COROUTINE_FIBER -> Engine.CONTINUATION;
        default -> null;
      };
    }

    /** Whether the thread is the caller's own, so that interrupts are meant for it. */
    boolean takesInterrupts() {
      return this != COROUTINE_FIBER;
    }

    private static Set<On> available(Set<On> all) {
      all.removeIf(on -> on.engine() != null && !on.engine().isAvailable());
      return all;
    }

    static Set<On> group(String word) {
      return switch (word) {
        case "all" -> available(EnumSet.allOf(On.class));
        case "threads" -> EnumSet.of(PLATFORM_THREAD, VIRTUAL_THREAD);
        case "tasks" -> EnumSet.of(WORK_STEALING_TASK, FIFO_TASK, CONFINED_TASK);
        case "pools" -> EnumSet.of(WORK_STEALING_TASK, FIFO_TASK);
        default -> throw new IllegalArgumentException("unknown group of carriers: " + word);
      };
    }
  }

  /** How the call ended, and whether its thread was left interrupted. */
  record Ending(Object value, Throwable thrown, boolean interrupted) {

    String word() {
      return thrown != null
          ? thrown.getClass().getSimpleName()
          : Boolean.FALSE.equals(value) ? "false" : "returns";
    }
  }

  final Pool pool;
  private final CompletableFuture<CancelScope> scope = new CompletableFuture<>();
  private final CompletableFuture<Thread> thread = new CompletableFuture<>();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();

  WaitCaller(On on, Callable<Object> call) {
    this.pool =
        switch (on) {
          case WORK_STEALING_TASK -> Pool.workStealing(1);
          case FIFO_TASK -> Pool.fifo(1);
          case CONFINED_TASK -> Pool.confined();
          default -> null;
        };
    Runnable body = () -> run(call);
    switch (on) {
      case PLATFORM_THREAD -> Thread.ofPlatform().daemon().start(body);
      case VIRTUAL_THREAD -> Thread.ofVirtual().start(body);
      case FREE_FIBER -> Host.free().spawnFirst("caller", Context.EMPTY, body);
      case LOOP_FIBER, BATON_FIBER, COROUTINE_FIBER -> {
        DomainBuilder domain = Domain.builder().engine(on.engine());
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                domain.run(_ -> {
                  body.run();
                  return null;
                }));
      }
      default -> {
        Fut<?> _ = pool.spawnVoid(body::run);
      }
    }
  }

  private void run(Callable<Object> call) {
    CancelScope mine = CancelScope.current().map(CancelScope::child).orElseGet(CancelScope::root);
    scope.complete(mine);
    thread.complete(Thread.currentThread());
    Object value = null;
    Throwable thrown = null;
    try {
      value = mine.call(call::call);
    } catch (Throwable t) {
      thrown = t;
    }
    ending.complete(new Ending(value, thrown, Thread.interrupted()));
  }

  Thread thread() throws Exception {
    return thread.get(20, TimeUnit.SECONDS);
  }

  /** The scope of the call: below that of its task, so that closing the pool reaches it. */
  CancelScope scope() throws Exception {
    return scope.get(20, TimeUnit.SECONDS);
  }

  boolean hasEnded() {
    return ending.isDone();
  }

  Ending ending() throws Exception {
    Eventually.until("the call has ended", ending::isDone);
    return ending.get();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
