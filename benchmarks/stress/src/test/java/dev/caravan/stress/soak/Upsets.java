package dev.caravan.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;

/** The steps in which something is cancelled, fails or comes too late, and is survived. */
final class Upsets {
  private Upsets() {}

  /** A failure that was planned, known by its number. */
  static final class Planned extends RuntimeException {
    private static final long serialVersionUID = 1;
    final long number;

    Planned(long number) {
      super("planned failure " + number, null, true, false); // what else fails is suppressed on it
      this.number = number;
    }
  }

  /** Cancels a task at some moment of its life; the winner of that race decides what it is. */
  record Victim(boolean late, Step victim, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      Fut<Long> task = ground.pool().spawn(() -> victim.run(ground));
      if (late) {
        Pool.yieldNow();
      }
      boolean cancelled = task.cancel(null);
      try {
        long value = task.await();
        assertThat(cancelled).as("cancelled, yet it has a value").isFalse();
        assertThat(value).isEqualTo(victim.expected());
      } catch (Cancelled e) {
        if (!cancelled) {
          throw e; // not the victim: we are
        }
      }
      return part.run(ground);
    }
  }

  /** Runs something in a scope that another task cancels. */
  record Scoped(Step victim, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      CancelScope scope =
          CancelScope.current().map(CancelScope::child).orElseGet(CancelScope::root);
      Fut<Void> canceller = ground.pool().spawnVoid(() -> scope.cancel(null));
      try (scope) {
        long value = scope.<Long, RuntimeException>call(() -> victim.run(ground));
        assertThat(value).isEqualTo(victim.expected());
      } catch (Cancelled e) {
        if (!scope.isCancelled()) {
          throw e;
        }
      }
      canceller.await();
      return part.run(ground);
    }
  }

  /** Loses patience a few times before it waits in earnest. */
  record Impatient(int times, long nanos, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      Fut<Long> task = ground.pool().spawn(() -> part.run(ground));
      for (int i = 0; i < times; i++) {
        try {
          return task.await(Duration.ofNanos(nanos));
        } catch (TimedOut tooLate) {
          // once more
        }
      }
      return task.await();
    }
  }

  /** Loses patience with the lock, and asks for it again at once. */
  record ImpatientLock(long nanos, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      try {
        ground.ledger().<Long, RuntimeException>with(Duration.ofNanos(nanos), ground::count);
      } catch (TimedOut tooLate) {
        ground.ledger().<Long, RuntimeException>with(ground::count);
      }
      return part.run(ground);
    }
  }

  /** Moves money that may not be there in time; all of it is there whatever becomes of that. */
  record Transfer(int from, int orFrom, int to, int amount, long nanos, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      try {
        ground.bank().transfer(from, orFrom, to, amount, Duration.ofNanos(nanos));
      } catch (TimedOut tooLate) {
        // it stays where it is
      }
      ground.bank().audit();
      return part.run(ground);
    }
  }

  /** A task that fails after it has done its work. */
  record Failing(long number, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      Fut<Long> task =
          ground
              .pool()
              .spawn(() -> {
                throw new Planned(number + part.run(ground));
              });
      try {
        task.await();
        throw new AssertionError("a task that throws has a value");
      } catch (Planned planned) {
        return planned.number - number;
      }
    }
  }

  /** A fork of which one side fails while the other is at work. */
  record FailingFork(boolean first, Step victim, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      try {
        ForkJoin.bothVoid(() -> side(first, ground), () -> side(!first, ground));
        throw new AssertionError("a fork of which one side throws has returned");
      } catch (Planned planned) {
        assertThat(planned.number).isEqualTo(7);
      }
      return part.run(ground);
    }

    private void side(boolean fails, Ground ground) {
      if (fails) {
        Pool.yieldNow();
        throw new Planned(7);
      }
      assertThat(victim.run(ground)).isEqualTo(victim.expected());
    }
  }
}
