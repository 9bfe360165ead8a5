package dev.caravan.effects.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.domain.Domain;
import dev.caravan.core.kernel.Blocking;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Real threads of every kind hand things over while others cancel them: nothing is lost, and
 * nothing is there twice.
 */
@Tag("conformance")
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class SyncRaceTest {
  private static final int ROUNDS = 1_500;
  private static final int WORKERS = 4;

  /** Runs the worker on virtual and platform threads, in a pool and in a domain, at once. */
  private static void everywhere(Runnable worker) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable guarded =
        () -> {
          try {
            worker.run();
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        };
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofVirtual().start(guarded));
    threads.add(Thread.ofPlatform().start(guarded));
    threads.add(
        Thread.ofPlatform()
            .start(() ->
                Domain.run(domain -> {
                  guarded.run();
                  return null;
                })));
    try (Pool pool = Pool.workStealing(1)) {
      pool.spawnVoid(guarded::run).await();
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(failure.get()).isNull();
  }

  /** Runs the body in a scope that another thread cancels at about the same time. */
  private static boolean completesInARace(Runnable body) {
    CancelScope scope = CancelScope.root();
    Thread canceller = null;
    if (ThreadLocalRandom.current().nextInt(4) == 0) {
      canceller = Thread.ofVirtual().start(() -> scope.cancel(null));
    } else if (ThreadLocalRandom.current().nextInt(8) == 0) {
      scope.cancel(null);
    }
    try {
      scope.<RuntimeException>run(body::run);
      return true;
    } catch (Cancelled e) {
      return false;
    } finally {
      if (canceller != null) {
        Thread done = canceller;
        CancelScope.protect(() ->
            Blocking.call(() -> {
              done.join();
              return true;
            }));
      }
    }
  }

  @Test
  @DisplayName("eio 33, §3.11: no permit is lost or made, whoever is cancelled")
  void permitsAreConserved() {
    Semaphore semaphore = Semaphore.create(2);
    AtomicInteger inside = new AtomicInteger();
    everywhere(() -> {
      for (int i = 0; i < ROUNDS; i++) {
        if (completesInARace(semaphore::acquire)) {
          assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(2);
          inside.decrementAndGet();
          semaphore.release();
        }
      }
    });
    assertThat(semaphore.value()).isEqualTo(2);
    assertThat(semaphore.nobodyWaits()).isTrue();
  }

  @Test
  @DisplayName("§3.11: a mutex has one holder at a time, whoever is cancelled")
  void aMutexHasOneHolder() {
    Mutex mutex = Mutex.create();
    int[] plain = new int[1]; // guarded by the mutex, which makes it visible
    AtomicInteger locked = new AtomicInteger();
    everywhere(() -> {
      for (int i = 0; i < ROUNDS; i++) {
        if (completesInARace(mutex::lock)) {
          plain[0]++;
          locked.incrementAndGet();
          mutex.unlock();
        }
      }
    });
    assertThat(mutex.tryLock()).isTrue();
    assertThat(plain[0]).isEqualTo(locked.get());
  }

  @Test
  @DisplayName("eio 26, §3.11: every item added is taken once, whoever is cancelled")
  void itemsAreConserved() {
    for (int capacity : new int[] {0, 1, 3}) {
      Stream<Integer> stream = Stream.create(capacity);
      AtomicInteger added = new AtomicInteger();
      AtomicInteger taken = new AtomicInteger();
      AtomicBoolean over = new AtomicBoolean();
      Thread partner =
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  if (completesInARace(stream::take)) {
                    taken.incrementAndGet();
                  }
                  if (stream.tryTake().isPresent()) {
                    taken.incrementAndGet();
                  }
                }
              });
      everywhere(() -> {
        for (int i = 0; i < ROUNDS / 3; i++) {
          int item = i;
          if (completesInARace(() -> stream.add(item))) {
            added.incrementAndGet();
          }
        }
      });
      over.set(true);
      wakeTaker(stream, partner, added);
      while (stream.tryTake().isPresent()) {
        taken.incrementAndGet();
      }
      assertThat(taken.get()).as("capacity %d", capacity).isEqualTo(added.get());
    }
  }

  private static void wakeTaker(Stream<Integer> stream, Thread partner, AtomicInteger added) {
    while (partner.isAlive()) {
      try {
        stream.add(-1, Duration.ofMillis(1));
        added.incrementAndGet();
      } catch (TimedOut late) {
        assertThat(late.after()).isEqualTo(Duration.ofMillis(1));
      }
    }
  }

  @Test
  @DisplayName("§2.4: a pool never has more resources than its capacity, and loses none")
  void slotsAreConserved() {
    AtomicInteger made = new AtomicInteger();
    ResourcePool<Integer> pool = ResourcePool.create(2, made::incrementAndGet);
    AtomicInteger inside = new AtomicInteger();
    everywhere(() -> {
      for (int i = 0; i < ROUNDS; i++) {
        boolean _ =
            completesInARace(() ->
                pool.run(item -> {
                  assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(2);
                  inside.decrementAndGet();
                }));
      }
    });
    assertThat(made.get()).isLessThanOrEqualTo(2);
    pool.run(a -> pool.run(b -> assertThat(a).isNotEqualTo(b)));
    assertThat(pool.nobodyWaits()).isTrue();
  }

  @Test
  @DisplayName("§2.4: a condition's loop misses no broadcast from another thread")
  void aLoopMissesNoBroadcast() {
    Condition condition = Condition.create();
    AtomicInteger turn = new AtomicInteger();
    AtomicInteger numbers = new AtomicInteger();
    everywhere(() -> {
      int mine = numbers.getAndIncrement();
      for (int i = 0; i < ROUNDS / 5; i++) {
        boolean _ =
            condition.loopNoMutex(
                () -> turn.get() % WORKERS == mine ? Optional.of(true) : Optional.empty());
        turn.incrementAndGet();
        condition.broadcast();
      }
    });
    assertThat(turn.get()).isEqualTo(WORKERS * (ROUNDS / 5));
    assertThat(condition.nobodyWaits()).isTrue();
  }

  @Test
  @DisplayName("§2.4: after a wait for a condition, cancelled or not, its mutex is held")
  void theMutexIsHeldAfterAWait() throws InterruptedException {
    Condition condition = Condition.create();
    Mutex mutex = Mutex.create();
    int[] plain = new int[1];
    AtomicBoolean over = new AtomicBoolean();
    Thread broadcaster =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                condition.broadcast();
                Thread.onSpinWait();
              }
            });
    everywhere(() -> {
      for (int i = 0; i < ROUNDS / 5; i++) {
        mutex.lock();
        boolean _ = completesInARace(() -> condition.await(mutex));
        plain[0]++;
        mutex.unlock();
      }
    });
    over.set(true);
    broadcaster.join();
    assertThat(plain[0]).isEqualTo(WORKERS * (ROUNDS / 5));
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  @DisplayName("§2.4: a lazy value is computed by one at a time, and by the next if cancelled")
  void aLazyValueIsComputedOnce() {
    AtomicInteger completed = new AtomicInteger();
    for (int round = 0; round < 100; round++) {
      completed.set(0);
      AtomicInteger inside = new AtomicInteger();
      Semaphore gate = Semaphore.create(1);
      Lazy<Integer> lazy =
          Lazy.of(
              Lazy.OnCancel.RESTART,
              () -> {
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                try {
                  gate.acquire();
                  gate.release();
                  CancelScope.check();
                  return completed.incrementAndGet();
                } finally {
                  inside.decrementAndGet();
                }
              });
      everywhere(() -> {
        boolean _ = completesInARace(() -> assertThat(lazy.force()).isEqualTo(1));
      });
      assertThat(lazy.force()).isEqualTo(1);
    }
  }
}
