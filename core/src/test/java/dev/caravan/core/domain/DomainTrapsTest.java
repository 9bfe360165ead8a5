package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.Trigger;
import dev.caravan.core.spi.Context;
import dev.caravan.core.spi.OwnScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the engines differ, or would if nothing were done about it. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class DomainTrapsTest {
  static Stream<Engine> engines() {
    return DomainOrderTest.engines();
  }

  static Stream<Engine> enginesWithThreadsOfTheirOwn() {
    return engines().filter(engine -> engine != Engine.CONTINUATION);
  }

  private final List<String> trail = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("enginesWithThreadsOfTheirOwn")
  void anInterruptEndsAWaitAndIsKept(Engine engine) {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          DomainOrderTest.fork(
              "waiter",
              () -> {
                thread.set(Thread.currentThread());
                try {
                  new Trigger("nothing").await();
                } catch (Interrupted e) {
                  trail.add("interrupted " + Thread.interrupted());
                }
              });
          thread.get().interrupt();
          while (trail.isEmpty()) { // the thread itself may have to notice
            DomainOrderTest.yieldNow();
          }
          return null;
        });
    assertThat(trail).containsExactly("interrupted true");
  }

  @ParameterizedTest
  @MethodSource("enginesWithThreadsOfTheirOwn")
  void anInterruptThatIsThereEndsTheWaitAtOnce(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> new Trigger("nothing").await()).isInstanceOf(Interrupted.class);
          assertThat(Thread.interrupted()).isTrue();
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("enginesWithThreadsOfTheirOwn")
  void anUninterruptibleWaitGoesOnAndTheInterruptIsKept(Engine engine) {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Trigger trigger = new Trigger();
          DomainOrderTest.fork(
              "waiter",
              () -> {
                thread.set(Thread.currentThread());
                trigger.awaitUninterruptibly();
                trail.add("woken, interrupted: " + Thread.interrupted());
              });
          thread.get().interrupt();
          DomainOrderTest.yieldNow();
          trail.add("signal");
          trigger.signal();
          return null;
        });
    assertThat(trail).containsExactly("signal", "woken, interrupted: true");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void threadsStartedInAFiberAreOrdinaryThreads(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          Trigger done = new Trigger();
          Thread.startVirtualThread(() -> {
            trail.add(Host.current().toString());
            sleepForAMoment();
            done.signal();
          });
          done.await();
          return null;
        });
    assertThat(trail).containsExactly("no domain");
  }

  private static void sleepForAMoment() {
    CountDownLatch latch = new CountDownLatch(1);
    Thread.startVirtualThread(latch::countDown);
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final List<String> FROM_INITIALISERS = new ArrayList<>();

  /** Not in the class that is initialised: another thread would wait for that to end. */
  static void child() {
    FROM_INITIALISERS.add("child");
  }

  /** Forks, waits and yields while it is being initialised, which pins its thread. */
  static final class Pinned {
    static {
      Trigger trigger = new Trigger();
      DomainOrderTest.fork("child", DomainTrapsTest::child);
      FROM_INITIALISERS.add("parent");
      DomainOrderTest.yieldNow();
      Thread.ofPlatform().start(trigger::signal);
      trigger.await();
      FROM_INITIALISERS.add("woken");
      FROM_INITIALISERS.add("timed out " + !new Trigger("none").await(Duration.ofMillis(1)));
    }

    static void touch() {}

    private Pinned() {}
  }

  /** Every engine can initialise the class once only, so this is for one engine. */
  @Test
  void aPinnedForkQueuesTheChildAndAPinnedWaitStallsTheDomain() {
    FROM_INITIALISERS.clear();
    Domain.run(domain -> {
      Pinned.touch();
      DomainOrderTest.yieldNow();
      if (domain.engine() == Engine.LOOP) {
        assertThat(FROM_INITIALISERS).containsExactly("parent", "woken", "timed out true", "child");
      } else { // a baton is handed on also by a thread that is pinned
        assertThat(FROM_INITIALISERS).containsExactly("child", "parent", "woken", "timed out true");
      }
      return null;
    });
  }

  static final class PinnedCoroutine {
    static {
      DomainOrderTest.fork("child", DomainTrapsTest::child);
      Trigger trigger = new Trigger();
      Thread.ofPlatform().start(trigger::signal);
      trigger.await();
      FROM_INITIALISERS.add("woken");
    }

    static void touch() {}

    private PinnedCoroutine() {}
  }

  @Test
  void aPinnedCoroutineForksAsACallAndWaitsOnTheSpot() {
    assumeThat(Engine.CONTINUATION.isAvailable()).isTrue();
    FROM_INITIALISERS.clear();
    Domain.builder()
        .engine(Engine.CONTINUATION)
        .run(domain -> {
          PinnedCoroutine.touch();
          assertThat(FROM_INITIALISERS).containsExactly("child", "woken");
          return null;
        });
  }

  @Test
  void waitsOfTheJdkSuspendOnlyTheirFiberOnTheLoop() throws InterruptedException {
    assumeThat(Engine.LOOP.isAvailable()).isTrue();
    Domain.builder()
        .engine(Engine.LOOP)
        .run(domain -> {
          ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
          ReentrantLock lock = new ReentrantLock();
          DomainOrderTest.fork(
              "taker",
              () -> {
                lock.lock(); // held while others run
                try {
                  trail.add("got " + queue.take() + " and " + queue.take());
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                } finally {
                  lock.unlock();
                }
              });
          DomainOrderTest.fork(
              "locker",
              () -> {
                lock.lock();
                try {
                  trail.add("locked");
                } finally {
                  lock.unlock();
                }
              });
          queue.put(1);
          queue.put(2);
          trail.add("put");
          return null;
        });
    assertThat(trail).containsExactly("put", "got 1 and 2", "locked");
  }

  @Test
  void cancellingInterruptsAWaitOfTheJdkOnTheLoopAndLeavesNoInterrupt() {
    assumeThat(Engine.LOOP.isAvailable()).isTrue();
    Domain.builder()
        .engine(Engine.LOOP)
        .run(domain -> {
          CancelScope scope = CancelScope.root();
          domain.spawnFirst(
              "sleeper",
              new Context(scope, null),
              () -> {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  trail.add("interrupted");
                }
                CancelScope.protect(
                    () -> trail.add("status " + Thread.currentThread().isInterrupted()));
              });
          scope.cancel(null);
          trail.add("cancelled");
          return null;
        });
    assertThat(trail).containsExactly("cancelled", "interrupted", "status false");
  }

  @Test
  void aSocketReadSuspendsOnlyItsFiberOnTheLoop() throws IOException {
    assumeThat(Engine.LOOP.isAvailable()).isTrue();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Domain.builder()
          .engine(Engine.LOOP)
          .run(domain -> {
            DomainOrderTest.fork(
                "server",
                () -> {
                  try (Socket client = server.accept()) {
                    trail.add("read " + client.getInputStream().read());
                    client.getOutputStream().write(2);
                  } catch (IOException e) {
                    trail.add(e.toString());
                  }
                });
            trail.add("goes on");
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
              DomainOrderTest.yieldNow();
              trail.add("writes");
              socket.getOutputStream().write(1);
              trail.add("answer " + socket.getInputStream().read());
            }
            return null;
          });
    }
    assertThat(trail).containsExactly("goes on", "writes", "read 1", "answer 2");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aThreadStartedInAFiberMayOutliveTheDomain(Engine engine) throws Exception {
    CountDownLatch domainHasEnded = new CountDownLatch(1);
    AtomicReference<Thread> outlives = new AtomicReference<>();
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          outlives.set(
              Thread.startVirtualThread(() -> {
                try {
                  domainHasEnded.await();
                  trail.add("ran after it");
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }));
          return null;
        });
    domainHasEnded.countDown();
    outlives.get().join();
    assertThat(trail).containsExactly("ran after it");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whoSpinsForALatchKeepsItsTurn(Engine engine) {
    Domain.builder()
        .engine(engine)
        .run(domain -> {
          domain.spawnLast("other", Context.EMPTY, () -> trail.add("other"));
          OwnScheduler.yieldProcessor(0);
          trail.add("still alone");
          return null;
        });
    assertThat(trail).containsExactly("still alone", "other");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void manyFibersWaitAtOnce(Engine engine) {
    int ended =
        Domain.builder()
            .engine(engine)
            .run(domain -> {
              int[] count = {0};
              List<Trigger> triggers = new ArrayList<>();
              for (int i = 0; i < 20_000; i++) {
                Trigger trigger = new Trigger();
                triggers.add(trigger);
                DomainOrderTest.fork(
                    "waiter",
                    () -> {
                      trigger.await();
                      count[0]++;
                    });
              }
              triggers.forEach(Trigger::signal);
              DomainOrderTest.yieldNow();
              return count[0];
            });
    assertThat(ended).isEqualTo(20_000);
  }
}
