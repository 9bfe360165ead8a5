package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectScope;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs tasks in turn on one thread: async, await and pause are effects, and this handles them. */
// region scheduler
final class Scheduler {
  record Async<T>(Supplier<T> body) implements Effect<CompletableFuture<T>> {}

  record Await<T>(CompletableFuture<T> task) implements Effect<T> {}

  record Pause() implements Effect<Boolean> {}

  static <T> CompletableFuture<T> async(Supplier<T> body) {
    return Effects.perform(new Async<>(body));
  }

  static <T> T await(CompletableFuture<T> task) {
    return Effects.perform(new Await<>(task));
  }

  static void pause() {
    Effects.perform(new Pause());
  }

  private final Queue<Runnable> ready = new ArrayDeque<>();

  /** Runs a task and all that it starts; a task that waits in vain is discontinued. */
  static <T> T run(Supplier<T> main) {
    try (EffectScope scope = EffectScope.open()) {
      Scheduler scheduler = new Scheduler();
      CompletableFuture<T> task = scheduler.fork(main, scope);
      for (Runnable next; (next = scheduler.ready.poll()) != null; ) {
        next.run();
      }
      if (!task.isDone()) {
        throw new IllegalStateException("everybody waits");
      }
      return task.resultNow();
    }
  }

  private <T> CompletableFuture<T> fork(Supplier<T> body, EffectScope scope) {
    CompletableFuture<T> task = new CompletableFuture<>();
    Handler<T, Boolean> handler =
        Handler.<T, Boolean>onReturn(task::complete)
            .in(scope)
            .onEffect(effect ->
                switch (effect) {
                  case Async<?>(var child) -> k -> k.resume(fork(child, scope));
                  case Await<?>(var other) ->
                      k -> {
                        var _ = other.thenRun(() -> ready.add(() -> k.resumeAndWait(other.join())));
                        return Step.done(false); // back to the loop
                      };
                  case Pause p ->
                      k -> {
                        ready.add(() -> k.resumeAndWait(true));
                        return Step.done(false);
                      };
                  default -> null;
                });
    ready.add(() -> handler.run(body::get));
    return task;
  }
}
// endregion
