package dev.caravan.effects.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.domain.Engine;
import dev.caravan.core.function.ThrowingSupplier;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Computation;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Outcome;
import dev.caravan.core.kernel.TaskFailed;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.effects.fiber.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tasks of several domains share: mutexes, conditions, lazy values, the kernel's waits. */
@Tag("conformance")
@Timeout(value = 50, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class SynchronisationTest {
  static Stream<Engine> engines() {
    return Rig.engines();
  }

  /** A ring of numbers that waits at both ends. */
  private static final class Ring {
    private final int[] buffer;
    private final Mutex mutex = new Mutex();
    private final Condition notEmpty = mutex.condition();
    private final Condition notFull = mutex.condition();
    private int first;
    private int size;

    Ring(int capacity) {
      buffer = new int[capacity];
    }

    void put(int number) {
      mutex.lock();
      while (size == buffer.length) {
        notFull.await();
      }
      buffer[(first + size++) % buffer.length] = number;
      notEmpty.signal();
      mutex.unlock();
    }

    int get() {
      mutex.lock();
      while (size == 0) {
        notEmpty.await();
      }
      int number = buffer[first];
      first = (first + 1) % buffer.length;
      size--;
      notFull.signal();
      mutex.unlock();
      return number;
    }

    ThrowingSupplier<Boolean, RuntimeException> producer(int last) {
      return () -> {
        for (int i = 0; i <= last; i++) {
          put(i);
        }
        return true;
      };
    }

    ThrowingSupplier<Boolean, RuntimeException> consumer(int last) {
      return () -> {
        for (int i = 0; i <= last; i++) {
          assertThat(get()).isEqualTo(i);
        }
        return true;
      };
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName(
      "miou t31: 10,000 and 8,000 numbers through rings between domains, in order, none lost")
  void ringsBetweenDomains(Engine engine) {
    Rig.run(
        engine,
        () -> {
          Ring small = new Ring(20);
          Ring large = new Ring(30);
          Task<Boolean> here = Miou.async(large.consumer(8_000));
          List<Outcome<Boolean>> outcomes =
              Miou.parallel(
                  ThrowingSupplier::get,
                  List.of(small.producer(10_000), large.producer(8_000), small.consumer(10_000)));
          assertThat(outcomes).hasSize(3).allMatch(Rig::value);
          assertThat(here.await()).isTrue();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t32: a trigger that a plain thread signals")
  void aTriggerOfAThread(Engine engine) throws Exception {
    AtomicReference<Thread> other = new AtomicReference<>();
    Rig.run(
        engine,
        () -> {
          Trigger trigger = new Trigger("a thread");
          other.set(Thread.ofPlatform().start(trigger::signal));
          trigger.await();
          assertThat(trigger.isSignaled()).isTrue();
        });
    other.get().join();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t33: a computation that another task cancels")
  void aComputationThatIsCancelled(Engine engine) {
    IOException exit = new IOException("exit");
    Miou.runVoid(
        Rig.on(engine).domains(0),
        () -> {
          Computation<Integer> computation = new Computation<>();
          Task<?> fib = Miou.asyncVoid(() -> computation.tryReturn(fib(80, computation)));
          Task<?> other = Miou.asyncVoid(() -> computation.tryFail(exit));
          assertThatThrownBy(computation::await).isInstanceOf(TaskFailed.class).hasCause(exit);
          assertThatThrownBy(fib::await).isInstanceOf(TaskFailed.class);
          other.await();
        });
  }

  private static int fib(int n, Computation<?> whole) {
    whole.peek().ifPresent(end -> whole.get());
    Miou.yieldNow();
    return n <= 1 ? n : fib(n - 1, whole) + fib(n - 2, whole);
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("miou t40: a lazy value that two domains force is computed the same for both")
  void aLazyValue(Engine engine) {
    for (int round = 0; round < 50; round++) {
      AtomicInteger computed = new AtomicInteger();
      Lazy<Integer> lazy =
          Lazy.of(() -> {
            Miou.yieldNow();
            return 41 + computed.incrementAndGet();
          });
      Rig.run(
          engine,
          () -> {
            Outcome<Integer> first =
                Miou.awaitFirst(List.of(Miou.call(lazy::force), Miou.call(lazy::force)));
            assertThat(Rig.value(first)).isEqualTo(42);
            assertThat(lazy.force()).isEqualTo(42);
          });
      assertThat(computed).hasValue(1);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("a lazy value that forces itself is undefined")
  void undefined(Engine engine) {
    AtomicReference<Lazy<Integer>> self = new AtomicReference<>();
    self.set(Lazy.of(() -> self.get().force()));
    Rig.run(
        engine,
        () -> {
          assertThatThrownBy(self.get()::force).isInstanceOf(Lazy.Undefined.class);
          assertThatThrownBy(self.get()::force).isInstanceOf(Lazy.Undefined.class);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLazyValueWhoseTaskIsCancelledIsComputedByTheNext(Engine engine) {
    AtomicInteger attempts = new AtomicInteger();
    Lazy<Integer> lazy =
        Lazy.of(() -> attempts.incrementAndGet() == 1 ? Rig.infinite() : attempts.get());
    Rig.run(
        engine,
        () -> {
          Task<Integer> first = Miou.async(lazy::force);
          Task<Integer> second = Miou.async(lazy::force);
          Miou.yieldNow();
          first.cancel();
          assertThat(second.await()).isEqualTo(2);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aMutexIsHeldByOneAndGoesRoundInOrder(Engine engine) {
    List<Integer> trail = new ArrayList<>();
    Mutex mutex = new Mutex();
    Rig.run(
        engine,
        () -> {
          mutex.lock();
          List<Task<Boolean>> others = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int me = i;
            others.add(
                Miou.async(() ->
                    mutex.protect(() -> {
                      Miou.yieldNow();
                      return trail.add(me);
                    })));
          }
          Miou.yieldNow();
          assertThat(Miou.call(mutex::tryLock).await()).isFalse();
          others.get(1).cancel();
          mutex.unlock();
          others.get(0).await();
          others.get(2).await();
          assertThat(mutex.tryLock()).isTrue();
          mutex.unlock();
        });
    assertThat(trail).containsExactly(0, 2);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theMisuseOfAMutexIsRefused(Engine engine) {
    Mutex mutex = new Mutex("gate");
    Rig.run(
        engine,
        () -> {
          assertThatThrownBy(mutex::unlock)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("does not hold mutex gate; nobody does");
          mutex.lock();
          assertThatThrownBy(mutex::lock)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("holds mutex gate already");
          mutex.unlock();
          assertThatThrownBy(mutex.condition()::await).isInstanceOf(IllegalStateException.class);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aMutexOfATaskThatEndsIsPassedOn(Engine engine) {
    Mutex mutex = new Mutex();
    Rig.run(
        engine,
        () -> {
          Miou.callVoid(mutex::lock).await();
          mutex.lock();
          mutex.unlock();
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aTaskThatIsCancelledInAConditionHoldsTheMutexAgain(Engine engine) {
    Mutex mutex = new Mutex();
    Condition condition = mutex.condition();
    List<String> trail = new ArrayList<>();
    Rig.run(
        engine,
        () -> {
          Task<?> waiter =
              Miou.asyncVoid(() ->
                  mutex.<String, RuntimeException>protect(() -> {
                    trail.add("waits");
                    condition.await();
                    return "signalled";
                  }));
          Miou.yieldNow();
          waiter.cancel();
          assertThat(mutex.tryLock()).isTrue();
          condition.broadcast();
          mutex.unlock();
        });
    assertThat(trail).containsExactly("waits");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aBroadcastWakesWhoWaitedWhenItBeganAndNobodyTwice(Engine engine) {
    int sleepers = 50;
    Mutex mutex = new Mutex();
    Condition condition = mutex.condition();
    AtomicInteger waits = new AtomicInteger(); // those begun: counted while the mutex is held
    AtomicInteger wakes = new AtomicInteger();
    Rig.run(
        engine,
        () -> {
          List<Task<Boolean>> tasks = new ArrayList<>();
          for (int i = 0; i < sleepers; i++) {
            tasks.add(
                Miou.call(() ->
                    mutex.protect(() -> {
                      while (true) {
                        waits.incrementAndGet();
                        condition.await();
                        wakes.incrementAndGet();
                      }
                    })));
          }
          for (int round = 1; round <= 40; round++) {
            untilAllWait(mutex, waits, sleepers * round);
            condition.broadcast();
          }
          untilAllWait(mutex, waits, sleepers * 41);
          assertThat(wakes).hasValue(sleepers * 40);
          tasks.forEach(Task::cancel);
        });
  }

  private static void untilAllWait(Mutex mutex, AtomicInteger waits, int expected) {
    int seen = 0;
    while (seen < expected) {
      Miou.yieldNow();
      seen = mutex.protect(waits::get);
    }
    assertThat(seen).as("waits begun").isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLazyValueRecordsTheCancellationOfAChildAsItsFailure(Engine engine) {
    AtomicInteger attempts = new AtomicInteger();
    Lazy<Integer> lazy =
        Lazy.of(() -> {
          attempts.incrementAndGet();
          Task<Integer> child = Miou.async(Rig::infinite);
          child.cancel();
          return child.await();
        });
    Rig.run(
        engine,
        () -> {
          assertThatThrownBy(lazy::force).isInstanceOf(Cancelled.class);
          assertThatThrownBy(lazy::force).isInstanceOf(Cancelled.class);
        });
    assertThat(attempts).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLazyValueWhoseTaskIsInterruptedIsComputedByTheNext(Engine engine) {
    AtomicInteger attempts = new AtomicInteger();
    Lazy<Integer> lazy =
        Lazy.of(() -> {
          if (attempts.incrementAndGet() == 1) {
            throw new Interrupted("something");
          }
          return attempts.get();
        });
    Rig.run(
        engine,
        () -> {
          assertThatThrownBy(lazy::force).isInstanceOf(Interrupted.class);
          assertThat(lazy.force()).isEqualTo(2);
        });
  }
}
