package dev.caravan.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;

/** The steps in which nothing goes wrong by itself. */
final class Steps {
  private static final TaskLocal<Long> BOUND = TaskLocal.named("soak");

  private Steps() {}

  /** Nothing but a value. */
  record Leaf(long expected) implements Step {
    @Override
    public long run(Ground ground) {
      return expected;
    }
  }

  /** Starts every part as a task, then awaits each. */
  record Spawn(List<Step> parts) implements Step {
    @Override
    public long expected() {
      return parts.stream().mapToLong(Step::expected).sum();
    }

    @Override
    public long run(Ground ground) {
      List<Fut<Long>> futures =
          parts.stream().map(part -> ground.pool().spawn(() -> part.run(ground))).toList();
      long sum = 0;
      for (Fut<Long> future : futures) {
        sum += future.await();
      }
      return sum;
    }
  }

  /** Joins the futures of two tasks, and maps them. */
  record Combine(Step left, Step right) implements Step {
    @Override
    public long expected() {
      return left.expected() - right.expected();
    }

    @Override
    public long run(Ground ground) {
      Fut<Long> a = ground.pool().spawn(() -> left.run(ground));
      Fut<Long> b = ground.pool().spawn(() -> right.run(ground));
      return Fut.both(a, b).map(pair -> pair.first() - pair.second()).await();
    }
  }

  /** Forks. */
  record Both(Step left, Step right) implements Step {
    @Override
    public long expected() {
      return left.expected() + 3 * right.expected();
    }

    @Override
    public long run(Ground ground) {
      return ForkJoin.bothLong(
          () -> left.run(ground), () -> right.run(ground), (a, b) -> a + 3 * b);
    }
  }

  /** A parallel loop; one of its turns is a whole part. */
  record Loop(int turns, int grain, Step part) implements Step {
    @Override
    public long expected() {
      return (long) turns * (turns - 1) / 2 + part.expected();
    }

    @Override
    public long run(Ground ground) {
      AtomicLongArray visited = new AtomicLongArray(turns + 1);
      ForkJoin.forRange(
          0,
          turns,
          grain,
          i -> {
            visited.addAndGet(i, i);
            if (i == turns / 2) {
              visited.addAndGet(turns, part.run(ground));
            }
          });
      long sum = 0;
      for (int i = 0; i <= turns; i++) {
        sum += visited.get(i);
      }
      return sum;
    }
  }

  /** Waits for a promise that a task fulfils. */
  record Promised(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      Promise<Long> promise = new Promise<>();
      Fut<Void> fulfiller =
          ground
              .pool()
              .spawnVoid(() -> {
                try {
                  promise.tryFulfill(part.run(ground));
                } catch (Throwable failure) {
                  promise.tryFail(failure);
                }
              });
      long value = promise.future().await();
      fulfiller.await();
      return value;
    }
  }

  /** Receives what a task sends, which at last is the value of the part. */
  record Channelled(int capacity, int items, Step part) implements Step {
    @Override
    public long expected() {
      return (long) items * (items - 1) / 2 + part.expected();
    }

    @Override
    public long run(Ground ground) {
      Channel<Long> channel = capacity == 0 ? Channel.rendezvous() : Channel.bounded(capacity);
      Fut<Void> sender = ground.pool().spawnVoid(() -> sendAll(channel, ground));
      long sum = 0;
      int count = 0;
      try {
        for (long item : channel) {
          assertThat(item).as("the items in order").isEqualTo(count < items ? count : item);
          count++;
          sum += item;
        }
      } finally {
        channel.close(); // if we are cancelled, the sender has nobody to wait for
      }
      sender.await();
      assertThat(count).as("items received").isEqualTo(items + 1);
      return sum;
    }

    private void sendAll(Channel<Long> channel, Ground ground) {
      try {
        for (long item = 0; item < items; item++) {
          channel.send(item);
        }
        channel.send(part.run(ground));
      } finally {
        channel.close();
      }
    }
  }

  /** Stalls its thread until a task of the same pool has an answer: the worker must go on. */
  record Stall(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      CompletableFuture<Long> answer = new CompletableFuture<>();
      ground.pool().execute(() -> answerWith(answer, part, ground));
      return stalledUntil(answer);
    }
  }

  /** Stalls until a thread that is in no pool has called back into this one. */
  record FromOutside(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      CompletableFuture<Long> answer = new CompletableFuture<>();
      Thread.startVirtualThread(() -> {
        try {
          answer.complete(ground.pool().invoke(() -> part.run(ground)));
        } catch (Throwable failure) {
          answer.completeExceptionally(failure);
        }
      });
      return stalledUntil(answer);
    }
  }

  /** Runs the part in the other pool and waits for it. */
  record Across(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      return ground.other().invoke(() -> part.run(ground.across()));
    }
  }

  /** Holds the lock that everybody shares while it steps aside. */
  record Locked(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      ground
          .ledger()
          .with(counter -> {
            long mine = ground.count(counter);
            Pool.yieldNow();
            assertThat(counter[0]).as("the lock is held by two").isEqualTo(mine);
            return mine;
          });
      return part.run(ground);
    }
  }

  /** Steps aside, then goes on. */
  record Aside(Step part) implements Step {
    @Override
    public long expected() {
      return part.expected();
    }

    @Override
    public long run(Ground ground) {
      Pool.yieldNow();
      return part.run(ground);
    }
  }

  /** Binds a task-local value and looks at it after everything that the part did. */
  record Local(long value, Step part) implements Step {
    @Override
    public long expected() {
      return part.expected() + value;
    }

    @Override
    public long run(Ground ground) {
      return BOUND.<Long, RuntimeException>call(value, () -> part.run(ground) + BOUND.get());
    }
  }

  private static void answerWith(CompletableFuture<Long> answer, Step part, Ground ground) {
    try {
      answer.complete(part.run(ground));
    } catch (Throwable failure) {
      answer.completeExceptionally(failure);
    }
  }

  /** Waits by the JDK's means; afterwards no interrupt of a canceller may be left. */
  private static long stalledUntil(CompletableFuture<Long> answer) {
    try {
      return Blocking.<Long, ExecutionException>call(() -> {
        Blocking.run(Thread::onSpinWait); // blocking code may call blocking code
        return answer.get();
      });
    } catch (ExecutionException failure) {
      throw unwrapped(failure);
    } finally {
      assertThat(Thread.currentThread().isInterrupted()).as("a stray interrupt").isFalse();
    }
  }

  private static RuntimeException unwrapped(ExecutionException failure) {
    if (failure.getCause() instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw new AssertionError("a part failed", failure.getCause());
  }
}
