package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.function.ThrowingConsumer;
import dev.caravan.core.kernel.Computation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One suspending method: how to begin the wait, and how to end it. */
abstract class Wait {
  final Computation<String> go = new Computation<>();

  /** Runs on the task in command, before the caller begins. */
  void before() {}

  /** Runs on the caller, and waits. */
  abstract void call();

  /** Runs on the task in command. */
  void wake() {
    go.tryReturn("done");
  }

  /** Runs on the task in command, once the caller has ended; asserts that nothing is left. */
  void after() {}

  static Wait of(String method, Signals signals) {
    return switch (method) {
      case "Task.await" -> child(Task::await);
      case "Task.awaitOutcome" -> child(Task::awaitOutcome);
      case "Task.cancel" -> new Cancelling();
      case "Miou.awaitOne" -> child(child -> Miou.awaitOne(List.of(child)));
      case "Miou.awaitFirst" -> child(child -> Miou.awaitFirst(List.of(child)));
      case "Miou.awaitAll" -> child(child -> Miou.awaitAll(List.of(child)));
      case "Miou.parallel" ->
          new Wait() {
            @Override
            void call() {
              Miou.parallel(part -> goAndReturn(), List.of(1));
            }
          };
      case "Miou.yieldNow" ->
          new Wait() {
            @Override
            void call() {
              Miou.yieldNow();
            }
          };
      case "Miou.sleep" ->
          new Wait() {
            @Override
            void call() {
              Miou.sleep(Duration.ofSeconds(60));
            }
          };
      case "Orphans.get" -> new OfOrphans();
      case "Mutex.lock" ->
          new OfMutex() {
            @Override
            void call() {
              mutex.lock();
            }
          };
      case "Mutex.protect" ->
          new OfMutex() {
            @Override
            void call() {
              mutex.<String, RuntimeException>protect(() -> "held");
            }
          };
      case "Condition.await" -> new OfCondition();
      case "Lazy.force" -> new OfLazy(true);
      case "Lazy.force that computes" -> new OfLazy(false);
      case "Syscall.suspend" -> new OfSyscall(signals);
      default -> throw new IllegalArgumentException("nobody knows how to wait in " + method);
    };
  }

  String goAndReturn() {
    return go.await();
  }

  private static Wait child(ThrowingConsumer<Task<String>, RuntimeException> awaiting) {
    return new Wait() {
      @Override
      void call() {
        Task<String> child = Miou.async(this::goAndReturn);
        try {
          awaiting.accept(child);
        } finally {
          child.cancel(); // the caller still has it
        }
      }
    };
  }

  private static final class Cancelling extends Wait {
    @Override
    void call() {
      Task<?> child = Miou.asyncVoid(go::awaitUninterruptibly);
      Miou.yieldNow(); // to let it begin
      child.cancel();
    }
  }

  private static final class OfOrphans extends Wait {
    @Override
    void call() {
      Orphans<String> orphans = Miou.orphans();
      orphans.async(this::goAndReturn);
      try {
        orphans.get();
      } finally {
        Miou.protect(() -> "", cancelled -> orphans.take().ifPresent(Task::cancel));
      }
    }
  }

  private abstract static class OfMutex extends Wait {
    final Mutex mutex = new Mutex();
    private boolean isHeld;

    @Override
    void before() {
      mutex.lock();
      isHeld = true;
    }

    @Override
    void wake() {
      isHeld = false;
      mutex.unlock();
    }

    @Override
    void after() {
      if (isHeld) {
        mutex.unlock();
      }
      assertThat(mutex.tryLock()).as("nobody holds the mutex").isTrue();
      mutex.unlock();
    }
  }

  private static final class OfCondition extends Wait {
    private final Mutex mutex = new Mutex();
    private final Condition condition = mutex.condition();

    @Override
    void call() {
      mutex.lock();
      try {
        condition.await();
      } finally {
        mutex.unlock(); // throws unless the caller holds it again
      }
    }

    @Override
    void wake() {
      condition.signal();
    }
  }

  private static final class OfLazy extends Wait {
    private final Lazy<String> lazy = Lazy.of(this::goAndReturn);
    private final boolean isComputedByAnother;
    private Optional<Task<String>> other = Optional.empty();

    OfLazy(boolean isComputedByAnother) {
      this.isComputedByAnother = isComputedByAnother;
    }

    @Override
    void before() {
      if (isComputedByAnother) {
        other = Optional.of(Miou.async(lazy::force));
        Miou.yieldNow();
      }
    }

    @Override
    void call() {
      lazy.force();
    }

    @Override
    void after() {
      wake();
      other.ifPresent(Task::await);
      assertThat(lazy.force()).isEqualTo("done");
    }
  }

  private static final class OfSyscall extends Wait {
    private final Signals signals;
    private final Syscall syscall = Miou.syscall();

    OfSyscall(Signals signals) {
      this.signals = signals;
    }

    @Override
    void call() {
      syscall.suspend();
    }

    @Override
    void wake() {
      signals.happened(syscall);
    }

    @Override
    void after() {
      Miou.yieldNow(); // a tick, which tells the events
      assertThat(signals.cancelled()).hasSizeLessThanOrEqualTo(1);
    }
  }
}
