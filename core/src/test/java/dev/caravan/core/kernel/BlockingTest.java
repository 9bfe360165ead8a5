package dev.caravan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class BlockingTest {

  private final CancelScope scope = CancelScope.root();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void theValueOfTheBodyIsReturned() {
    assertThat(Blocking.<Integer, RuntimeException>call(() -> 7)).isEqualTo(7);
  }

  @Test
  void aCheckedExceptionOfTheBodyIsThrownAsItIs() {
    IOException failure = new IOException("disk");

    assertThatThrownBy(() ->
            Blocking.run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    assertThatThrownBy(() ->
            scope.run(() ->
                Blocking.run(() -> {
                  throw failure;
                })))
        .isSameAs(failure);
  }

  @Test
  void cancellationInterruptsTheBodyOnceAndLeavesNoInterrupt() throws Exception {
    AtomicInteger interrupts = new AtomicInteger();
    AtomicBoolean stray = new AtomicBoolean();
    FutureTask<Throwable> run =
        new FutureTask<>(() -> {
          Throwable thrown =
              catchThrowable(() ->
                  scope.run(() ->
                      Blocking.run(() -> {
                        inside.countDown();
                        try {
                          never.await();
                        } catch (InterruptedException e) {
                          interrupts.incrementAndGet();
                          throw e;
                        }
                      })));
          stray.set(Thread.interrupted());
          return thrown;
        });
    Thread.ofVirtual().start(run);
    inside.await();

    IOException reason = new IOException("enough");
    scope.cancel(reason);

    assertThat(run.get()).isInstanceOf(Cancelled.class).hasCause(reason);
    assertThat(run.get().getSuppressed()).hasSize(1);
    assertThat(interrupts).hasValue(1);
    assertThat(stray).isFalse();
  }

  @Test
  void aBodyThatEndsAllTheSameKeepsItsValueAndNoInterruptOutlivesIt() throws Exception {
    FutureTask<String> run =
        new FutureTask<>(() -> {
          String value =
              scope.call(() ->
                  Blocking.<String, RuntimeException>call(() -> {
                    inside.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                    return "done";
                  }));
          return value + (Thread.interrupted() ? " and interrupted" : "");
        });
    Thread.ofVirtual().start(run);
    inside.await();

    scope.cancel(null);

    assertThat(run.get()).isEqualTo("done");
  }

  @RepeatedTest(200)
  void aCancellationThatMeetsTheEndOfTheBodyLeavesNoInterrupt() throws Exception {
    AtomicBoolean go = new AtomicBoolean();
    FutureTask<Boolean> run =
        new FutureTask<>(() -> {
          Throwable thrown =
              catchThrowable(() -> scope.run(() -> Blocking.run(() -> go.set(true))));
          assertThat(thrown).isNull();
          for (int i = 0; i < 100; i++) {
            if (Thread.currentThread().isInterrupted()) {
              return true;
            }
            Thread.onSpinWait();
          }
          return false;
        });
    Thread.ofVirtual().start(run);
    while (!go.get()) {
      Thread.onSpinWait();
    }

    scope.cancel(null);

    assertThat(run.get()).as("a stray interrupt").isFalse();
  }

  @Test
  void aForeignInterruptIsInterruptedWithTheStatusKept() throws Exception {
    AtomicBoolean kept = new AtomicBoolean();
    FutureTask<Throwable> run =
        new FutureTask<>(() -> {
          Throwable thrown = catchThrowable(() -> scope.run(this::blockForEver));
          kept.set(Thread.interrupted());
          return thrown;
        });
    Thread thread = Thread.ofVirtual().start(run);
    inside.await();

    thread.interrupt();

    assertThat(run.get()).isInstanceOf(Interrupted.class);
    assertThat(kept).isTrue();
  }

  @Test
  void anInterruptThatCoincidesWithACancellationIsAbsorbed() throws Exception {
    AtomicBoolean kept = new AtomicBoolean();
    FutureTask<Throwable> run =
        new FutureTask<>(() -> {
          Throwable thrown =
              catchThrowable(() ->
                  scope.run(() ->
                      Blocking.run(() -> {
                        inside.countDown();
                        while (!scope.isCancelled()) {
                          Thread.onSpinWait();
                        }
                        never.await();
                      })));
          kept.set(Thread.interrupted());
          return thrown;
        });
    Thread thread = Thread.ofVirtual().start(run);
    inside.await();

    thread.interrupt();
    scope.cancel(null);

    assertThat(run.get()).isInstanceOf(Cancelled.class);
    assertThat(kept).isFalse();
  }

  @Test
  void inACancelledScopeTheBodyDoesNotRun() {
    AtomicBoolean ran = new AtomicBoolean();

    scope.run(() -> {
      scope.cancel(null);
      assertThatThrownBy(() -> Blocking.run(() -> ran.set(true))).isInstanceOf(Cancelled.class);
    });

    assertThat(ran).isFalse();
  }

  @Test
  void cancellationOutsideABodyInterruptsNobody() throws Exception {
    FutureTask<Boolean> run =
        new FutureTask<>(() ->
            scope.call(() -> {
              inside.countDown();
              while (!scope.isCancelled()) {
                Thread.onSpinWait();
              }
              return Thread.currentThread().isInterrupted();
            }));
    Thread.ofPlatform().daemon().start(run);
    inside.await();

    scope.cancel(null);

    assertThat(run.get()).isFalse();
  }

  private FutureTask<Throwable> startedInScope(Blocking.Action<Exception> body) {
    FutureTask<Throwable> run =
        new FutureTask<>(() -> catchThrowable(() -> scope.run(() -> Blocking.run(body))));
    Thread.ofVirtual().start(run);
    return run;
  }

  @Test
  void blockingCodeInsideLeavesTheInterruptToThatAroundIt() throws Exception {
    FutureTask<Throwable> run =
        startedInScope(() -> {
          Blocking.run(() -> {
            inside.countDown();
            while (!Thread.currentThread().isInterrupted()) { // and takes no notice
              Thread.onSpinWait();
            }
          });
          never.await();
        });
    inside.await();

    scope.cancel(null);

    assertThat(run.get()).isInstanceOf(Cancelled.class);
  }

  @Test
  void protectedBlockingCodeInsideIsNotInterruptedForThatAroundIt() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    AtomicBoolean cleanedUp = new AtomicBoolean();
    FutureTask<Throwable> run =
        startedInScope(() -> {
          CancelScope.protectVoid(() ->
              Blocking.run(() -> {
                inside.countDown();
                cancelled.await();
                cleanedUp.set(true);
              }));
          never.await();
        });
    inside.await();

    scope.cancel(null);
    cancelled.countDown();

    assertThat(run.get()).isInstanceOf(Cancelled.class);
    assertThat(cleanedUp).isTrue();
  }

  @Test
  void protectedCodeInsideIsNotInterruptedForTheBlockingCodeAroundIt() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    Trigger alsoCancelled = new Trigger();
    AtomicInteger steps = new AtomicInteger();
    FutureTask<Throwable> run =
        startedInScope(() -> {
          CancelScope.protectVoid(() -> {
            inside.countDown();
            cancelled.await();
            steps.incrementAndGet();
            Blocking.run(steps::incrementAndGet);
            alsoCancelled.await();
            steps.incrementAndGet();
          });
          never.await();
        });
    inside.await();

    scope.cancel(null);
    cancelled.countDown();
    Eventually.until("blocking code inside has ended", () -> steps.get() == 2 || run.isDone());
    alsoCancelled.signal();

    assertThat(run.get()).isInstanceOf(Cancelled.class);
    assertThat(steps).hasValue(3);
  }

  @Test
  void aTaskThatIsRunByOneThatAwaitsItIsNotInterruptedForThatOne() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    AtomicReference<Fut<String>> awaited = new AtomicReference<>();
    try (Pool pool = Pool.confined()) {
      Fut<String> awaiter =
          pool.spawn(() ->
              Blocking.<String, Exception>call(() -> {
                awaited.set(
                    pool.spawn(() -> {
                      inside.countDown();
                      cancelled.await();
                      return "done";
                    }));
                return awaited.get().await();
              }));
      inside.await();

      awaiter.cancel(null);
      cancelled.countDown();

      assertThat(awaited.get().await()).isEqualTo("done");
    }
  }

  @Test
  void anInterruptThatWasNoticedIsNotRepeatedAfterBlockingCodeInside() throws Exception {
    AtomicBoolean again = new AtomicBoolean(true);
    FutureTask<Throwable> run =
        startedInScope(() -> {
          inside.countDown();
          assertThatThrownBy(never::await).isInstanceOf(InterruptedException.class);
          for (int i = 0; i < 2; i++) {
            CancelScope.protectVoid(() -> Blocking.run(() -> {}));
          }
          again.set(Thread.currentThread().isInterrupted());
        });
    inside.await();

    scope.cancel(null);

    assertThat(run.get()).as("it ended by itself").isNull();
    assertThat(again).isFalse();
  }

  private void blockForEver() {
    Blocking.run(() -> {
      inside.countDown();
      never.await();
    });
  }
}
