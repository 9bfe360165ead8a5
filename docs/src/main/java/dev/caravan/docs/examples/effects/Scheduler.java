package dev.caravan.docs.examples.effects;

import dev.caravan.effects.handler.Effect;
import dev.caravan.effects.handler.EffectScope;
import dev.caravan.effects.handler.Effects;
import dev.caravan.effects.handler.Handler;
import dev.caravan.effects.handler.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

// region scheduler
/**
 * Tasks that take turns on one thread: async, await and pause are effects, and this handles them.
 */
final class Scheduler {
  record Async<T>(Supplier<T> body) implements Effect<Task<T>> {}

  record Await<T>(Task<T> task) implements Effect<T> {}

  record Pause() implements Effect<Boolean> {}

  static final class Task<T> {
    private @Nullable T value;
    private final List<Runnable> waiters = new ArrayList<>();

    T value() {
      if (value == null) {
        throw new IllegalStateException("everybody waits");
      }
      return value;
    }

    T await() {
      return Effects.perform(new Await<>(this));
    }
  }

  static <T> Task<T> async(Supplier<T> body) {
    return Effects.perform(new Async<>(body));
  }

  static void pause() {
    Effects.perform(new Pause());
  }

  private final Queue<Runnable> ready = new ArrayDeque<>();

  /** Runs a task and all that it starts; a task that waits in vain is discontinued. */
  static <T> T run(Supplier<T> main) {
    try (EffectScope scope = EffectScope.open()) {
      Scheduler scheduler = new Scheduler();
      Task<T> task = scheduler.fork(main, scope);
      for (Runnable next; (next = scheduler.ready.poll()) != null; ) {
        next.run();
      }
      return task.value();
    }
  }

  private <T> Task<T> fork(Supplier<T> body, EffectScope scope) {
    Task<T> task = new Task<>();
    Handler<T, Boolean> handler =
        Handler.<T, Boolean>onReturn(
                value -> {
                  task.value = value;
                  ready.addAll(task.waiters);
                  return true; // it has ended
                })
            .in(scope)
            .onEffect(effect ->
                switch (effect) {
                  case Async<?>(var child) -> k -> k.resume(fork(child, scope));
                  case Await<?>(var other) ->
                      k -> {
                        if (other.value != null) {
                          return k.resume(other.value());
                        }
                        other.waiters.add(() -> k.resumeAndWait(other.value()));
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
