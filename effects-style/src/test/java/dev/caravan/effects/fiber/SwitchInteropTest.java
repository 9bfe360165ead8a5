package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.EachEngine.says;
import static dev.caravan.effects.fiber.Said.failure;
import static dev.caravan.effects.fiber.Said.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TxnOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Switches and the JDK: executors, stages, scoped values. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class SwitchInteropTest {
  private static final ScopedValue<String> USER = ScopedValue.newInstance();
  private static final ScopedValue<String> UNBOUND = ScopedValue.newInstance();

  private static final int MOST_TASKS = 100_000;

  static List<Engine> engines() {
    return EachEngine.available();
  }

  @Test
  void aTaskThatIsRefusedInAStrictTransactionIsNotWaitedFor() {
    says(
        "terminated: true",
        said ->
            Switch.run(sw -> {
              ExecutorService executor = sw.executor();
              assertThatThrownBy(() ->
                      Stm.atomicallyVoid(
                          TxnOptions.defaults().strict(), tx -> executor.execute(() -> {})))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("executor of");
              executor.shutdown();
              said.say("terminated: %s", executor.isTerminated());
            }));
  }

  @Test
  void tasksOfTheExecutorAreFibersOfTheSwitch() {
    says(
        "task 1 / body / task 2 / Failure x / true",
        said ->
            Switch.run(sw -> {
              ExecutorService executor = sw.executor();
              executor.execute(() -> {
                said.say("task 1");
                Fiber.yieldNow();
                said.say("task 2");
              });
              said.say("body");
              Future<String> failing =
                  executor.submit(() -> {
                    Fiber.yieldNow();
                    throw failure("x");
                  });
              executor.shutdown();
              assertThatThrownBy(() -> executor.execute(() -> {}))
                  .isInstanceOf(RejectedExecutionException.class);
              boolean ended = executor.awaitTermination(1, TimeUnit.DAYS);
              said.say(text(failing.exceptionNow()));
              said.say("%s", ended && executor.isTerminated());
            }));
  }

  @Test
  void theLongestWaitForTheEndOfTheExecutorIsOne() {
    says(
        "waits / task ends / true",
        said ->
            Switch.run(sw -> {
              ExecutorService executor = sw.executor();
              executor.execute(() -> {
                Fiber.yieldNow();
                said.say("task ends");
              });
              executor.shutdown();
              said.say("waits");
              said.say("%s", executor.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS));
            }));
  }

  @Test
  void aWaitForTheEndOfTheExecutorThatGivesUpLeavesNothingBehind() {
    says(
        "false, left: nobody / Cancelled: Failure x, left: nobody / ! Failure x",
        said ->
            Switch.run(sw -> {
              SwitchExecutor executor = (SwitchExecutor) sw.executor();
              executor.execute(Fiber::awaitCancel);
              executor.shutdown();
              boolean ended = executor.awaitTermination(1, TimeUnit.SECONDS);
              said.say("%s, left: %s", ended, waiters(executor));
              sw.fail(failure("x"));
              assertThatThrownBy(() -> executor.awaitTermination(1, TimeUnit.SECONDS))
                  .satisfies(e -> said.say("%s, left: %s", text(e), waiters(executor)));
            }));
  }

  private static String waiters(SwitchExecutor executor) {
    return executor.nobodyAwaitsEnd() ? "nobody" : "somebody";
  }

  @Test
  void anExecutedTaskThatFailsFailsTheSwitch() {
    says(
        "! Failure x",
        said ->
            Switch.run(sw ->
                sw.executor()
                    .execute(() -> {
                      throw failure("x");
                    })));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void tasksFromOtherThreadsBecomeFibersAndAreWaitedFor(Engine engine) throws Exception {
    Said said = new Said();
    AtomicReference<Thread> other = new AtomicReference<>();
    Eio.builder()
        .engine(engine)
        .run(env ->
            Switch.run(sw -> {
              ExecutorService executor = sw.executor();
              CompletableFuture<String> outside = new CompletableFuture<>();
              CompletableFuture<Boolean> inside =
                  outside.thenApplyAsync(x -> env.domain().isHere(), executor);
              other.set(
                  Thread.ofPlatform()
                      .start(() -> {
                        for (int i = 0; i < 100; i++) {
                          executor.execute(() -> said.say("task"));
                        }
                        outside.complete("x");
                      }));
              assertThat(Fiber.await(inside)).isTrue();
            }));
    other.get().join();
    assertThat(said.lines()).hasSize(100);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void otherFibersHaveTurnsWhileTasksKeepComing(Engine engine) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger sent = new AtomicInteger();
    AtomicBoolean otherHasRun = new AtomicBoolean();
    AtomicReference<ExecutorService> executor = new AtomicReference<>();
    Runnable task =
        () -> { // ends when the next one is there, so that the porter always has one
          int next = asked.incrementAndGet();
          while (!otherHasRun.get() && next < MOST_TASKS && sent.get() <= next) {
            Thread.onSpinWait();
          }
        };
    Thread sender =
        new Thread(() -> {
          while (!otherHasRun.get() && sent.get() < MOST_TASKS) {
            if (sent.get() <= asked.get()) {
              executor.get().execute(task);
              sent.incrementAndGet();
            }
          }
        });
    Eio.builder()
        .engine(engine)
        .run(env ->
            Switch.run(sw -> {
              executor.set(sw.executor());
              sender.start();
              while (asked.get() == 0) {
                Fiber.yieldNow();
              }
              for (int i = 0; i < 5; i++) {
                Fiber.yieldNow();
              }
              otherHasRun.set(true);
            }));
    sender.join();
    assertThat(asked.get()).as("tasks until five turns of another").isLessThan(MOST_TASKS / 2);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTaskFromElsewhereThatFailsFailsTheSwitchAndTheOthersEnd(Engine engine) throws Exception {
    RuntimeException failure = failure("x");
    List<Future<?>> others = new CopyOnWriteArrayList<>();
    AtomicReference<Thread> other = new AtomicReference<>();
    assertThatThrownBy(() ->
            Eio.builder()
                .engine(engine)
                .run(env ->
                    Switch.run(sw -> {
                      ExecutorService executor = sw.executor();
                      other.set(
                          Thread.ofPlatform()
                              .start(() -> {
                                others.add(executor.submit(() -> Fiber.<String>awaitCancel()));
                                executor.execute(() -> {
                                  throw failure;
                                });
                                sendUntilRefused(executor, others);
                              }));
                      Fiber.awaitCancel();
                    })))
        .isSameAs(failure);
    other.get().join();
    assertThat(others).isNotEmpty().allMatch(Future::isDone);
  }

  private static void sendUntilRefused(ExecutorService executor, List<Future<?>> sent) {
    try {
      while (true) {
        sent.add(executor.submit(() -> {}));
        Thread.onSpinWait();
      }
    } catch (RejectedExecutionException refused) {
      // the switch has failed
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anErrorOfATaskFromElsewhereReachesTheSwitchAsItself(Engine engine) throws Exception {
    LinkageError error = new LinkageError("x");
    AtomicReference<Thread> other = new AtomicReference<>();
    assertThatThrownBy(() ->
            Eio.builder()
                .engine(engine)
                .run(env ->
                    Switch.run(sw -> {
                      ExecutorService executor = sw.executor();
                      other.set(
                          Thread.ofPlatform()
                              .start(() ->
                                  executor.execute(() -> {
                                    throw error;
                                  })));
                      Fiber.awaitCancel();
                    })))
        .isSameAs(error);
    other.get().join();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void tasksThatComeTooLateAreCancelledOrRefused(Engine engine) throws Exception {
    for (int round = 0; round < 50; round++) {
      AtomicReference<ExecutorService> executor = new AtomicReference<>();
      CountDownLatch made = new CountDownLatch(1);
      AtomicReference<Future<String>> late = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  made.await();
                  late.set(executor.get().submit(() -> "ran"));
                } catch (InterruptedException | RejectedExecutionException e) {
                  // refused
                }
              });
      assertThatThrownBy(() ->
              Eio.builder()
                  .engine(engine)
                  .run(env ->
                      Switch.run(sw -> {
                        executor.set(sw.executor());
                        made.countDown();
                        sw.fail(failure("x"));
                      })))
          .hasMessage("x");
      other.join();
      if (late.get() != null) {
        assertThat(late.get().isDone()).isTrue();
      }
    }
  }

  @Test
  @SuppressWarnings("UnnecessaryAsync") // it stands for what a lambda may set
  void theExecutorsCloseWaitsAndItsShutdownNowCancels() throws Exception {
    Switch.run(sw -> {
      AtomicReference<Future<?>> task = new AtomicReference<>();
      CountDownLatch running = new CountDownLatch(1);
      try (ExecutorService executor = sw.executor()) {
        task.set(
            executor.submit(() -> {
              running.countDown();
              Fiber.awaitCancel();
            }));
        running.await();
        assertThat(executor.shutdownNow()).isEmpty();
      }
      assertThat(task.get().exceptionNow()).isInstanceOf(Cancelled.class);
      sw.check();
    });
  }

  @Test
  void aStageIsAwaitedAndAForkIsAStage() {
    says(
        "waits / 42 / TaskFailed IOException / forked 1",
        said ->
            Switch.run(sw -> {
              CompletableFuture<Integer> stage = new CompletableFuture<>();
              sw.fork(() -> {
                said.say("waits");
                said.say("%d", Fiber.await(stage));
              });
              stage.complete(42);
              Fiber.yieldNow();
              assertThatThrownBy(
                      () -> Fiber.await(CompletableFuture.failedFuture(new IOException("x"))))
                  .satisfies(e ->
                      said.say(
                          "%s %s",
                          e.getClass().getSimpleName(), e.getCause().getClass().getSimpleName()));
              sw.forkPromise(() -> 1).toStage().thenAccept(value -> said.say("forked %d", value));
            }));
  }

  @Test
  void scopedValuesAreCarriedIntoForks() throws Exception {
    for (Engine engine : engines()) {
      if (engine != Engine.CONTINUATION) {
        Said said = new Said();
        Eio.builder()
            .engine(engine)
            .run(env ->
                Switch.run(sw ->
                    ScopedValue.where(USER, "ada")
                        .run(() -> {
                          sw.fork(() -> said.say("without: %s", USER.isBound()));
                          sw.fork(
                              ScopedValues.capture(USER, UNBOUND)
                                  .carry(() -> {
                                    Fiber.yieldNow();
                                    said.say("with: %s %s", USER.get(), UNBOUND.isBound());
                                  }));
                        })));
        assertThat(said.lines()).containsExactly("without: false", "with: ada false");
      }
    }
    ScopedValue.where(USER, "bob")
        .run(() -> {
          ScopedValues captured = ScopedValues.capture(USER);
          Switch.run(sw ->
              assertThat(sw.forkPromise(() -> captured.call(USER::get)).await()).isEqualTo("bob"));
        });
  }

  @Test
  void scopedValuesAreRefusedWhereFibersShareAThread() {
    if (Engine.CONTINUATION.isAvailable()) {
      ScopedValues outside = ScopedValues.capture();
      Eio.builder()
          .engine(Engine.CONTINUATION)
          .run(env -> {
            assertThatThrownBy(() -> ScopedValues.capture(USER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("share one, on the engine CONTINUATION");
            assertThatThrownBy(() -> outside.run(() -> {}))
                .isInstanceOf(IllegalStateException.class);
          });
    }
  }
}
