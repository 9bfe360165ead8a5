package dev.caravan.effects.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.TaskLocal;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.stm.Stm;
import dev.caravan.core.stm.TInt;
import dev.caravan.core.stm.TxnOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the engines must have in common besides effects: stack, waits, surroundings, threads. */
class EngineTest extends OnBothEngines {
  record Ask(int n) implements Effect<Integer> {}

  private <R> Handler<R, R> answering() {
    return this.<R>passing().on(Ask.class, (ask, k) -> k.resume(ask.n() + 1));
  }

  // ---- stack

  @Test
  void manyPerformsTakeNoStack() {
    int performs = engine == EffectEngine.COROUTINES ? 1_000_000 : 100_000;
    int sum =
        this.<Integer>answering()
            .run(() -> {
              int n = 0;
              while (n < performs) {
                n = Effects.perform(new Ask(n));
              }
              return n;
            });
    assertThat(sum).isEqualTo(performs);
  }

  @Test
  void manyStartedComputationsTakeNoStack() {
    int computations = engine == EffectEngine.COROUTINES ? 1_000_000 : 20_000;
    List<Handler<Integer, Integer>> self = new ArrayList<>();
    self.add(
        Handler.<Integer, Integer>onReturnStep(
                n -> n == computations ? Step.done(n) : self.getFirst().start(() -> n + 1))
            .engine(engine));
    assertThat(self.getFirst().run(() -> 0)).isEqualTo(computations);
  }

  private int resumedInside(int performs) {
    return this.<Integer>passing()
        .on(Ask.class, (ask, k) -> Step.done(k.resumeAndWait(1) + 1))
        .run(() -> {
          int sum = 0;
          for (int i = 0; i < performs; i++) {
            sum += Effects.perform(new Ask(i));
          }
          return sum;
        });
  }

  @Test
  void nestedResumptionsAreBoundedByTheStackAndSayHow() throws Exception {
    assertThat(resumedInside(100)).isEqualTo(200);
    FutureTask<Throwable> task =
        new FutureTask<>(() -> {
          try {
            resumedInside(10_000_000);
            return null;
          } catch (StackOverflowError e) {
            return e;
          }
        });
    new Thread(null, task, "small stack", 512 << 10).start();
    assertThat(task.get())
        .isInstanceOf(StackOverflowError.class)
        .hasMessageContaining("return k.resume(value) instead of k.resumeAndWait(value)");
    assertThat(resumedInside(100)).isEqualTo(200);
  }

  private int nestedFor(int n) {
    return this.<Integer>answering().run(() -> nestedFor(n + 1));
  }

  @Test
  void handlersNestedWithoutEndOverflowTheStackAndNothingElse() throws Exception {
    assumeTrue(engine == EffectEngine.COROUTINES, "nested virtual threads take memory only");
    FutureTask<Integer> task = new FutureTask<>(() -> nestedFor(0));
    new Thread(null, task, "small stack", 512 << 10).start();
    assertThatThrownBy(task::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  // ---- surroundings

  @Test
  void localsAndScopeAreThoseOfTheCaller() {
    TaskLocal<String> user = TaskLocal.named("user");
    CancelScope scope = CancelScope.root();
    List<String> seen = new ArrayList<>();
    scope.run(() ->
        user.run(
            "outer",
            () ->
                this.<Integer>passing()
                    .on(
                        Ask.class,
                        (ask, k) -> {
                          seen.add("branch " + user.get());
                          return k.resume(1);
                        })
                    .run(() -> {
                      seen.add("body " + user.get());
                      assertThat(CancelScope.current()).contains(scope);
                      int v =
                          user.call(
                              "inner",
                              () -> {
                                int answer = Effects.perform(new Ask(1));
                                seen.add("resumed " + user.get());
                                return answer;
                              });
                      seen.add("body " + user.get());
                      return v;
                    })));
    assertThat(seen).containsExactly("body outer", "branch outer", "resumed inner", "body outer");
  }

  @Test
  void aContinuationKeepsItsSurroundingsWhereverItGoesOn() {
    TaskLocal<String> user = TaskLocal.named("user");
    List<Continuation<Integer, String>> kept = new ArrayList<>();
    user.run(
        "maker",
        () ->
            this.<String>passing()
                .on(
                    Ask.class,
                    (ask, k) -> {
                      kept.add(k);
                      return Step.done("");
                    })
                .run(() -> user.get() + Effects.perform(new Ask(0)) + user.get()));
    assertThat(
            user.<String, RuntimeException>call("resumer", () -> kept.getFirst().resumeAndWait(1)))
        .isEqualTo("maker1maker");
  }

  // ---- waits

  @Test
  void aWaitInsideIsAWaitOfTheCaller() {
    Trigger trigger = new Trigger("a letter");
    CountDownLatch begun = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            begun.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          trigger.signal();
        });
    int result =
        this.<Integer>answering()
            .run(() -> {
              begun.countDown();
              trigger.await();
              return Effects.perform(new Ask(41));
            });
    assertThat(result).isEqualTo(42);
  }

  @Test
  void aWaitInsideIsCancelledWithTheCallersScope() {
    CancelScope scope = CancelScope.root();
    List<String> trail = new ArrayList<>();
    Thread.ofVirtual().start(() -> scope.cancel(null));
    assertThatThrownBy(() ->
            scope.call(() ->
                this.<Integer>answering()
                    .run(() -> {
                      try {
                        new Trigger().await();
                        return 1;
                      } finally {
                        trail.add("finally");
                      }
                    })))
        .isInstanceOf(Cancelled.class);
    assertThat(trail.size()).isLessThanOrEqualTo(1); // 0: cancelled before it began
  }

  @Test
  void anInterruptOfTheCallerReachesAWaitInside() {
    Thread caller = Thread.currentThread();
    boolean wasInterrupted;
    try {
      assertThatThrownBy(() ->
              this.<Integer>answering()
                  .run(() -> {
                    caller.interrupt();
                    new Trigger("nothing").await();
                    return 1;
                  }))
          .isInstanceOf(Interrupted.class);
    } finally {
      wasInterrupted = Thread.interrupted();
    }
    assertThat(wasInterrupted).as("the status is kept").isTrue();
  }

  @Test
  void anInterruptOfTheCallerReachesAJdkWaitInside() {
    Thread caller = Thread.currentThread();
    String result =
        this.<String>passing()
            .run(() -> {
              caller.interrupt();
              try {
                new CountDownLatch(1).await();
                return "woken";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            });
    assertThat(result).isEqualTo("interrupted");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aLimitedWaitInsideEnds() {
    assertThat(this.<Boolean>passing().run(() -> new Trigger().await(Duration.ofMillis(5))))
        .isFalse();
  }

  @Test
  void aComputationInATaskAwaitsLikeTheTask() {
    try (Pool pool = Pool.workStealing(1)) {
      Fut<Integer> outer =
          pool.spawn(() ->
              this.<Integer>answering()
                  .run(() -> {
                    Fut<Integer> inner = pool.spawn(() -> 20);
                    return inner.await() + Effects.perform(new Ask(21));
                  }));
      assertThat(outer.await()).isEqualTo(42);
    }
  }

  @Test
  void effectsStayWithinTheTaskThatPerformsThem() {
    try (Pool pool = Pool.workStealing(1)) {
      assertThatThrownBy(() ->
              this.<Integer>answering()
                  .run(() -> pool.spawn(() -> Effects.perform(new Ask(1))).await()))
          .isInstanceOf(UnhandledEffect.class);
    }
  }

  @Test
  void manyVirtualThreadsHandleEffectsAtOnce() throws Exception {
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      FutureTask<Integer> task =
          new FutureTask<>(() ->
              this.<Integer>answering()
                  .run(() ->
                      this.<Integer>passing()
                          .run(() -> {
                            int n = 0;
                            for (int j = 0; j < 200; j++) {
                              n = Effects.perform(new Ask(n));
                              LockSupport.parkNanos(1); // changes carriers
                            }
                            return n;
                          })));
      tasks.add(task);
      Thread.ofVirtual().start(task);
    }
    for (FutureTask<Integer> task : tasks) {
      assertThat(task.get()).isEqualTo(200);
    }
  }

  // ---- threads

  @Test
  void aContinuationStaysOnItsThreadUnlessItsHandlerIsMovable() throws Exception {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    this.<Integer>passing()
        .on(
            Ask.class,
            (ask, k) -> {
              kept.add(k);
              return Step.done(0);
            })
        .run(() -> Effects.perform(new Ask(1)));
    FutureTask<Integer> elsewhere = new FutureTask<>(() -> kept.getFirst().resumeAndWait(1));
    Thread.ofPlatform().start(elsewhere);
    assertThatThrownBy(elsewhere::get)
        .hasCauseInstanceOf(WrongThreadException.class)
        .hasMessageContaining("make the handler movable()");
    assertThat(kept.getFirst().resumeAndWait(7)).as("it was not used").isEqualTo(7);
  }

  @Test
  void aContinuationOfAnInnerComputationMayGoOnOutsideOfIt() {
    List<Continuation<Integer, Integer>> kept = new ArrayList<>();
    int outer =
        this.<Integer>passing()
            .run(() ->
                this.<Integer>passing()
                    .on(
                        Ask.class,
                        (ask, k) -> {
                          kept.add(k);
                          return Step.done(1);
                        })
                    .run(() -> Effects.perform(new Ask(1)) + 1));
    assertThat(outer).isEqualTo(1);
    assertThat(kept.getFirst().resumeAndWait(41)).isEqualTo(42);
  }

  @Test
  void aMovableHandlerTakesVirtualThreadsAndRefusesCoroutines() {
    assumeTrue(engine == EffectEngine.COROUTINES);
    assertThatThrownBy(() -> this.<Integer>passing().movable())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a movable handler cannot use COROUTINES: they stay on their thread");
  }

  private static final class Initialised {
    static final @Nullable String REFUSED = performInClassInitialiser();

    private static @Nullable String performInClassInitialiser() {
      try {
        Effects.perform(new Ask(1));
        return null;
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void aPerformThatCannotSuspendSaysSoAndTheComputationGoesOn() {
    assumeTrue(engine == EffectEngine.COROUTINES, "virtual threads can wait anywhere");
    int result =
        this.<Integer>answering()
            .run(() -> {
              assertThat(Initialised.REFUSED)
                  .startsWith("cannot perform Ask[n=1] here: a frame of native code");
              return Effects.perform(new Ask(41));
            });
    assertThat(result).isEqualTo(42);
  }

  private static final class InitialisedOutside {
    static @Nullable String refused;
    static final int VALUE = handleAndPerform();

    private static int handleAndPerform() {
      return Handler.<Integer>passing()
          .engine(EffectEngine.COROUTINES)
          .run(() -> {
            try {
              return Effects.perform(new Ask(1));
            } catch (IllegalStateException e) {
              refused = e.getMessage();
              return -1;
            }
          });
    }
  }

  @Test
  void aPerformWhoseWayOutIsBlockedSaysSoAndTheComputationGoesOn() {
    assumeTrue(engine == EffectEngine.COROUTINES, "virtual threads can wait anywhere");
    int result = this.<Integer>answering().run(() -> InitialisedOutside.VALUE);
    assertThat(result).isEqualTo(-1);
    assertThat(InitialisedOutside.refused).startsWith("cannot perform Ask[n=1] here");
  }

  // ---- transactions

  private static void isRefused(TInt location) {
    assertThatThrownBy(() -> Stm.atomicallyVoid(inner -> location.set(inner, 9)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("starts another transaction");
  }

  @Test
  void aComputationInTheBodyOfATransactionIsInIt() {
    TInt location = TInt.of(0);
    Stm.atomicallyVoid(tx -> {
      int answer =
          this.<Integer>answering()
              .run(() -> {
                isRefused(location);
                return Effects.perform(new Ask(1));
              });
      location.set(tx, answer);
    });
    assertThat(location.get()).isEqualTo(2);
  }

  @Test
  void aHandlerIsNotInTheBodyThatPerforms() {
    TInt location = TInt.of(0);
    int sum =
        this.<Integer>passing()
            .on(
                Ask.class,
                (ask, k) -> {
                  Stm.atomicallyVoid(tx -> location.getAndAdd(tx, 1));
                  return k.resume(ask.n());
                })
            .run(() ->
                Stm.<Integer, RuntimeException>atomically(tx -> {
                  int answer = Effects.perform(new Ask(5));
                  isRefused(location);
                  return answer;
                }));
    assertThat(sum).isEqualTo(5);
    assertThat(location.get()).isEqualTo(1);
  }

  @Test
  void whatBlocksInAComputationIsInTheBodyAroundIt() {
    TInt location = TInt.of(0);
    Stm.atomicallyVoid(tx ->
        this.<Integer>answering()
            .run(() -> {
              Blocking.run(() -> isRefused(location));
              return Effects.perform(new Ask(1));
            }));
    this.<Integer>answering()
        .run(() -> {
          Stm.atomicallyVoid(tx -> Blocking.run(() -> isRefused(location)));
          Blocking.run(() -> Stm.atomicallyVoid(tx -> location.set(tx, 1)));
          return Effects.perform(new Ask(1));
        });
    assertThat(location.get()).isEqualTo(1);
  }

  @Test
  void aRetryOfTheOneAroundPassesThroughAComputation() {
    assumeTrue(engine == EffectEngine.COROUTINES, "a Txn is good on its own thread only");
    TInt wanted = TInt.of(0);
    TInt other = TInt.of(0);
    assertThatThrownBy(() ->
            Stm.<Integer, RuntimeException>atomically(
                TxnOptions.defaults().within(Duration.ofMillis(1)),
                outer -> {
                  int value = wanted.get(outer);
                  return Stm.<Integer, RuntimeException>independently(() ->
                      this.<Integer>answering()
                          .run(() ->
                              Stm.<Integer, RuntimeException>atomically(inner -> {
                                other.get(inner);
                                outer.check(value > 0);
                                return value;
                              })));
                }))
        .as("it is the one around that waits, and gives up")
        .isInstanceOf(TimedOut.class);
  }

  @Test
  void anIndependentPartThatBlocksInAComputationIsFree() {
    TInt location = TInt.of(0);
    Stm.atomicallyVoid(tx ->
        this.<Integer>passing()
            .run(() ->
                Stm.<Integer, RuntimeException>independently(() ->
                    Blocking.call(() ->
                        Stm.<Integer, RuntimeException>atomically(
                            inner -> location.addAndGet(inner, 1))))));
    assertThat(location.get()).isEqualTo(1);
  }

  @Test
  void aMainRunnerInAComputationLeavesTheThreadAsItWas() {
    TInt location = TInt.of(0);
    for (int i = 0; i < 3; i++) {
      int answer =
          this.<Integer>answering()
              .run(() ->
                  Stm.<Integer, RuntimeException>atomically(tx ->
                      Pool.main(main -> {
                        isRefused(location);
                        return 7;
                      })));
      assertThat(answer).isEqualTo(7);
    }
    Stm.atomicallyVoid(tx -> location.set(tx, 1));
  }
}
