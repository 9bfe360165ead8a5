package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.channel.Clause;
import dev.caravan.core.domain.Domain;
import dev.caravan.core.domain.Host;
import dev.caravan.core.pool.ForkJoin;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Guarded;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Knows how to call one suspending method, how to bring about what it waits for, and its debts. */
abstract class WaitDriver {

  /** The suspending call. */
  abstract Object call() throws Exception;

  /** What the call waits for happens. */
  abstract void wake() throws Exception;

  /** Whether the caller has begun to wait; may be what pushes it there. */
  boolean isWaiting(Thread caller) {
    return Eventually.isWaiting(caller);
  }

  /** Whether the method never waits for anybody, so that events come before the call. */
  boolean takesEventsBefore() {
    return false;
  }

  /** What the call waits on is closed. */
  void close(WaitCaller caller) {
    throw new UnsupportedOperationException("nothing to close: the cell should be '-'");
  }

  /** Called after a call that was not woken: nothing may be left of it. */
  void assertNothingLeft() throws Exception {}

  /** Frees what the driver holds. */
  void dispose() throws Exception {}

  static WaitDriver of(String method, Duration limit) {
    return switch (method) {
      case "Trigger.await" ->
          new OnTrigger() {
            @Override
            Object call() {
              trigger.await();
              return "woken";
            }
          };
      case "Trigger.await(Duration)" ->
          new OnTrigger() {
            @Override
            Object call() {
              return trigger.await(limit);
            }
          };
      case "Trigger.awaitUninterruptibly" ->
          new OnTrigger() {
            @Override
            Object call() {
              trigger.awaitUninterruptibly();
              return "woken";
            }
          };
      case "Computation.await" ->
          new OnComputation() {
            @Override
            Object call() {
              return computation.await();
            }
          };
      case "Computation.await(Duration)" ->
          new OnComputation() {
            @Override
            Object call() {
              return computation.await(limit);
            }
          };
      case "Computation.awaitUninterruptibly" ->
          new OnComputation() {
            @Override
            Object call() {
              computation.awaitUninterruptibly();
              return computation.get();
            }
          };
      case "Fut.await" ->
          new OnPromise() {
            @Override
            Object call() {
              return promise.future().await();
            }
          };
      case "Fut.await(Duration)" ->
          new OnPromise() {
            @Override
            Object call() {
              return promise.future().await(limit);
            }
          };
      case "Fut.awaitUninterruptibly" ->
          new OnPromise() {
            @Override
            Object call() {
              promise.future().awaitUninterruptibly();
              return promise.future().resultNow();
            }
          };
      case "Fut.get" ->
          new OnPromise() {
            @Override
            Object call() throws Exception {
              return promise.future().get();
            }
          };
      case "Fut.get(timeout)" ->
          new OnPromise() {
            @Override
            Object call() throws Exception {
              return promise.future().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
          };
      case "Fut.await of a task" ->
          new OnTask() {
            @Override
            Object call() {
              return task.await();
            }
          };
      case "Fut.get of a task" ->
          new OnTask() {
            @Override
            Object call() throws Exception {
              return task.get();
            }
          };
      case "Pool.invoke" ->
          new OnPool(true) {
            @Override
            Object call() {
              return pool.invoke(this::waitAtGate);
            }
          };
      case "ExecutorService.invokeAll" ->
          new OnPool(true) {
            @Override
            Object call() throws Exception {
              return pool.invokeAll(bodies());
            }
          };
      case "ExecutorService.invokeAll(timeout)" ->
          new OnPool(true) {
            @Override
            Object call() throws Exception {
              return pool.invokeAll(bodies(), limit.toMillis(), TimeUnit.MILLISECONDS);
            }
          };
      case "ExecutorService.invokeAny" ->
          new OnPool(true) {
            @Override
            Object call() throws Exception {
              return pool.invokeAny(bodies());
            }
          };
      case "ExecutorService.invokeAny(timeout)" ->
          new OnPool(true) {
            @Override
            Object call() throws Exception {
              return pool.invokeAny(bodies(), limit.toMillis(), TimeUnit.MILLISECONDS);
            }
          };
      case "Pool.awaitTermination(Duration)" ->
          new OnTask() {
            @Override
            Object call() {
              pool.shutdown();
              return pool.awaitTermination(limit);
            }
          };
      case "Pool.awaitTermination(timeout)" ->
          new OnTask() {
            @Override
            Object call() throws Exception {
              pool.shutdown();
              return pool.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
          };
      case "Pool.close" ->
          new OnTask() {
            @Override
            Object call() {
              pool.close();
              return "closed";
            }

            @Override
            void assertNothingLeft() {
              assertThat(pool.isTerminated()).isTrue();
            }
          };
      case "Pool.main" -> new OnMain();
      case "ForkJoin.both" ->
          new OnForkJoin() {
            @Override
            Object call() {
              return ForkJoin.both(() -> half(0), () -> half(1));
            }
          };
      case "ForkJoin.forRange" ->
          new OnForkJoin() {
            @Override
            Object call() {
              ForkJoin.forRange(0, 2, 1, this::half);
              return "both halves";
            }
          };
      case "ForkJoin.mapList" ->
          new OnForkJoin() {
            @Override
            Object call() {
              return ForkJoin.mapList(List.of(0, 1), 1, this::half);
            }
          };
      case "ForkJoin.reduce" ->
          new OnForkJoin() {
            @Override
            Object call() {
              return ForkJoin.reduce(0, 2, 1, "", this::half, String::concat);
            }
          };
      case "ForkJoin.find" ->
          new OnForkJoin() {
            @Override
            Object call() {
              return ForkJoin.find(0, 2, 1, i -> half(i).isEmpty());
            }
          };
      case "Guarded.with" ->
          new OnGuarded() {
            @Override
            Object call() {
              return guarded.<String, RuntimeException>with(value -> value);
            }
          };
      case "Guarded.with(Duration)" ->
          new OnGuarded() {
            @Override
            Object call() {
              return guarded.<String, RuntimeException>with(limit, value -> value);
            }
          };
      case "Guarded.get" ->
          new OnGuarded() {
            @Override
            Object call() {
              return guarded.get();
            }
          };
      case "Guarded.set" ->
          new OnGuarded() {
            @Override
            Object call() {
              guarded.set("value");
              return "set";
            }
          };
      case "Guarded.update" ->
          new OnGuarded() {
            @Override
            Object call() {
              return guarded.update(value -> value);
            }
          };
      case "Channel.send" ->
          new OnFullChannel(Channel.bounded(1)) {
            @Override
            Object call() {
              channel.send("mine");
              return "sent";
            }
          };
      case "Channel.send(Duration)" ->
          new OnFullChannel(Channel.bounded(1)) {
            @Override
            Object call() {
              channel.send("mine", limit);
              return "sent";
            }
          };
      case "Channel.send into a rendezvous" ->
          new OnFullChannel(Channel.rendezvous()) {
            @Override
            Object call() {
              channel.send("mine");
              return "sent";
            }
          };
      case "Channel.receive" ->
          new OnEmptyChannel() {
            @Override
            Object call() {
              return channel.receive();
            }
          };
      case "Channel.receive(Duration)" ->
          new OnEmptyChannel() {
            @Override
            Object call() {
              return channel.receive(limit);
            }
          };
      case "Channel.receiveOrClosed" ->
          new OnEmptyChannel() {
            @Override
            Object call() {
              return channel.receiveOrClosed();
            }
          };
      case "Channel.receiveOrClosed(Duration)" ->
          new OnEmptyChannel() {
            @Override
            Object call() {
              return channel.receiveOrClosed(limit);
            }
          };
      case "Channel.select" ->
          new OnEmptyChannel() {
            private final Channel<String> full = Channel.rendezvous();

            @Override
            Object call() {
              return Channel.select(
                  channel.receiving(item -> item),
                  full.sending("mine", () -> "sent"),
                  Clause.after(limit, () -> "late"));
            }

            @Override
            void assertNothingLeft() {
              super.assertNothingLeft();
              assertThat(full.tryReceive()).isEmpty();
            }
          };
      case "Channel.send as it fails" ->
          new OnFullChannel(Channel.bounded(1)) {
            @Override
            Object call() {
              channel.send("mine");
              return "sent";
            }

            @Override
            void close(WaitCaller caller) {
              fail();
            }
          };
      case "Channel.receive as it fails" ->
          new OnEmptyChannel() {
            @Override
            Object call() {
              return channel.receive();
            }

            @Override
            void close(WaitCaller caller) {
              channel.fail(new IllegalStateException("failed"));
            }
          };
      case "Channel.select as it fails" ->
          new OnEmptyChannel() {
            private final Channel<String> full = Channel.rendezvous();

            @Override
            Object call() {
              return Channel.select(
                  channel.receiving(item -> item), full.sending("mine", () -> "sent"));
            }

            @Override
            void close(WaitCaller caller) {
              channel.fail(new IllegalStateException("failed"));
            }

            @Override
            void assertNothingLeft() {
              super.assertNothingLeft();
              assertThat(full.tryReceive()).isEmpty();
            }
          };
      case "Blocking.call" ->
          new OnBlocking() {
            @Override
            Object call() {
              return Blocking.<String, RuntimeException>call(() -> {
                stall();
                return "value";
              });
            }
          };
      case "Blocking.run" ->
          new OnBlocking() {
            @Override
            Object call() {
              Blocking.<RuntimeException>run(this::stall);
              return "ran";
            }
          };
      case "DomainBuilder.run" ->
          new OnTrigger() {
            @Override
            Object call() {
              return Domain.builder()
                  .run(_ -> {
                    trigger.await();
                    return "woken";
                  });
            }
          };
      case "Host.yieldNow" ->
          new OnYield() {
            @Override
            Object call() {
              Host.current().yieldNow();
              return "woken";
            }
          };
      case "Pool.yieldNow" -> new OnYield();
      default -> OnTVar.of(method, limit);
    };
  }

  /** Waits for a trigger. */
  private abstract static class OnTrigger extends WaitDriver {
    final Trigger trigger = new Trigger("the subject");

    @Override
    void wake() {
      trigger.signal();
    }

    @Override
    void assertNothingLeft() {
      assertThat(trigger.signal()).as("a spent trigger takes a signal").isFalse();
    }
  }

  /** Waits for a computation. */
  private abstract static class OnComputation extends WaitDriver {
    final Computation<String> computation = new Computation<>();

    @Override
    void wake() {
      computation.tryReturn("value");
    }

    @Override
    void assertNothingLeft() {
      assertThat(computation.waitersKept()).as("waiters kept").isZero();
    }
  }

  /** Waits for a future that a promise settles. */
  private abstract static class OnPromise extends WaitDriver {
    final Promise<String> promise = new Promise<>();

    @Override
    void wake() {
      promise.tryFulfill("value");
    }
  }

  /** Waits for tasks of another pool, which it starts and, giving up, must cancel. */
  private abstract static class OnPool extends WaitDriver {
    final Pool pool = Pool.workStealing(1);
    final Trigger first = new Trigger("the first gate");
    final Trigger second = new Trigger("the second gate");
    private final boolean cancelsTheTasks;

    OnPool(boolean cancelsTheTasks) {
      this.cancelsTheTasks = cancelsTheTasks;
    }

    String waitAtGate() {
      first.await();
      return "value";
    }

    List<Callable<String>> bodies() {
      return List.of(
          this::waitAtGate,
          () -> {
            second.await();
            return "other value";
          });
    }

    @Override
    boolean isWaiting(Thread caller) {
      return super.isWaiting(caller)
          && Waits.snapshot().stream().anyMatch(waiting -> waiting.forWhat() == first);
    }

    @Override
    void wake() {
      first.signal();
      second.signal();
    }

    @Override
    void close(WaitCaller caller) {
      pool.shutdownNow();
    }

    @Override
    void assertNothingLeft() {
      if (cancelsTheTasks) {
        pool.shutdown();
        assertThat(pool.awaitTermination(Duration.ofSeconds(20)))
            .as("the tasks were cancelled: %s", Waits.dump())
            .isTrue();
      }
    }

    @Override
    void dispose() {
      wake();
      pool.shutdown();
      assertThat(pool.awaitTermination(Duration.ofSeconds(20))).as(Waits.dump()).isTrue();
    }
  }

  /** Waits for a task that goes on whatever becomes of the caller. */
  private abstract static class OnTask extends OnPool {
    final Fut<String> task = pool.spawn(this::waitAtGate);

    OnTask() {
      super(false);
      Eventually.until(
          "the task waits",
          () -> Waits.snapshot().stream().anyMatch(waiting -> waiting.forWhat() == first));
    }

    @Override
    boolean isWaiting(Thread caller) {
      return Eventually.isWaiting(caller);
    }
  }

  /** Runs a pool on the calling thread, whose body waits. */
  private static final class OnMain extends OnTrigger {
    @Override
    Object call() {
      return Pool.<String, RuntimeException>main(pool -> {
        trigger.await();
        return "value";
      });
    }

    @Override
    boolean isWaiting(Thread caller) {
      return Waits.snapshot().stream().anyMatch(waiting -> waiting.forWhat() == trigger);
    }
  }

  /** Joins a branch that another strand runs. */
  private abstract static class OnForkJoin extends WaitDriver {
    private final Trigger mine = new Trigger("the first half");
    private final Trigger theirs = new Trigger("the second half");

    /** The body of one of the two parts, the caller's own being number 0. */
    final String half(int part) {
      (part == 0 ? mine : theirs).await();
      return "half";
    }

    @Override
    boolean isWaiting(Thread caller) {
      if (isAwaited(mine) && isAwaited(theirs)) {
        mine.signal(); // the other half is being run by somebody else: go and join it
      }
      return mine.isSignaled()
          && Waits.snapshot().stream()
              .anyMatch(w -> w.thread() == caller && w.forWhat().toString().startsWith("branch"));
    }

    private static boolean isAwaited(Trigger gate) {
      return Waits.snapshot().stream().anyMatch(waiting -> waiting.forWhat() == gate);
    }

    @Override
    void wake() {
      theirs.signal();
    }

    @Override
    void close(WaitCaller caller) {
      caller.pool.shutdownNow();
    }

    @Override
    void assertNothingLeft() {
      assertThat(isAwaited(theirs)).as("the other half was joined").isFalse();
    }
  }

  /** Waits for a lock that another thread holds. */
  private abstract static class OnGuarded extends WaitDriver {
    final Guarded<String> guarded = Guarded.of("value");
    private final Trigger release = new Trigger("the holder's gate");
    private final Thread holder =
        Thread.ofVirtual()
            .start(() ->
                guarded.<Void, RuntimeException>with(value -> {
                  release.await();
                  return null;
                }));

    OnGuarded() {
      Eventually.untilWaiting(holder);
    }

    @Override
    void wake() throws Exception {
      release.signal();
      holder.join(); // from here on the lock has been handed over
    }

    @Override
    void assertNothingLeft() throws Exception {
      wake();
      String value = guarded.<String, RuntimeException>with(Duration.ZERO, current -> current);
      assertThat(value).as("the lock is free").isEqualTo("value");
    }
  }

  /** Sends into a channel that is full. */
  private abstract static class OnFullChannel extends WaitDriver {
    final Channel<String> channel;
    private boolean holdsFirst;

    OnFullChannel(Channel<String> channel) {
      this.channel = channel;
      this.holdsFirst = channel.trySend("the first");
    }

    @Override
    void wake() {
      if (channel.tryReceive().isPresent()) {
        holdsFirst = false;
      }
    }

    @Override
    void close(WaitCaller caller) {
      channel.close();
    }

    final void fail() {
      List<String> undelivered = channel.fail(new IllegalStateException("failed"));
      assertThat(undelivered).as("what was sent and not received").containsExactly("the first");
      holdsFirst = false;
    }

    @Override
    void assertNothingLeft() {
      assertThat(channel.size()).isEqualTo(holdsFirst ? 1 : 0);
      if (!channel.isClosed()) {
        channel.tryReceive();
        assertThat(channel.tryReceive()).as("an item of a sender that gave up").isEmpty();
      }
    }
  }

  /** Receives from a channel that is empty. */
  private abstract static class OnEmptyChannel extends WaitDriver {
    final Channel<String> channel = Channel.bounded(1);
    private boolean holdsValue;

    @Override
    void wake() {
      holdsValue = channel.trySend("value");
    }

    @Override
    void close(WaitCaller caller) {
      channel.close();
    }

    @Override
    void assertNothingLeft() {
      assertThat(channel.size()).isEqualTo(holdsValue ? 1 : 0);
      if (!channel.isClosed()) {
        channel.tryReceive();
        assertThat(channel.trySend("next")).isTrue();
        assertThat(channel.tryReceive()).as("the item nobody took").contains("next");
      }
    }
  }

  /** Stalls its thread on a latch of the JDK. */
  private abstract static class OnBlocking extends WaitDriver {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    final void stall() throws InterruptedException {
      inside.countDown();
      gate.await();
    }

    @Override
    boolean isWaiting(Thread caller) {
      return inside.getCount() == 0;
    }

    @Override
    void wake() {
      gate.countDown();
    }
  }

  /** Steps behind the others of its pool. */
  private static class OnYield extends WaitDriver {
    @Override
    Object call() {
      Pool.yieldNow();
      return "back";
    }

    @Override
    void wake() {}

    @Override
    boolean takesEventsBefore() {
      return true;
    }
  }
}
