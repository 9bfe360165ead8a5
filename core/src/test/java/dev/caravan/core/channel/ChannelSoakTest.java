package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Interrupted;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import dev.caravan.core.pool.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Senders and receivers whose waits are cancelled, interrupted and run out of time at random: every
 * item that a send reported as sent is received once, and no other.
 */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class ChannelSoakTest {
  private static final int SENDERS = 4;
  private static final int RECEIVERS = 4;
  private static final int ITEMS = 1_500;

  /* How often a wait was given up, in all repetitions together. */
  private static final LongAdder CANCELLED = new LongAdder();
  private static final LongAdder INTERRUPTED = new LongAdder();
  private static final LongAdder TIMED_OUT = new LongAdder();

  private final Queue<Integer> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> received = new ConcurrentLinkedQueue<>();

  @AfterAll
  static void waitsHaveEndedInEveryWay() {
    assertThat(CANCELLED.sum()).as("cancelled").isPositive();
    assertThat(INTERRUPTED.sum()).as("interrupted").isPositive();
    assertThat(TIMED_OUT.sum()).as("timed out").isPositive();
  }

  private static List<Channel<Integer>> channels(int kind) {
    return switch (kind) {
      case 0 -> List.of(Channel.rendezvous(), Channel.bounded(3));
      case 1 -> List.of(Channel.bounded(1), Channel.rendezvous());
      case 2 -> List.of(Channel.bounded(2), Channel.bounded(3));
      default -> List.of(Channel.rendezvous(), Channel.unbounded());
    };
  }

  @RepeatedTest(12)
  void noItemIsLostOrDuplicatedHoweverWaitsEnd(RepetitionInfo repetition) {
    List<Channel<Integer>> channels = channels(repetition.getCurrentRepetition() % 4);
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    try (Pool pool = Pool.workStealing(3)) {
      List<Fut<Void>> senders = new ArrayList<>();
      List<Fut<Void>> receivers = new ArrayList<>();
      for (int s = 0; s < SENDERS; s++) {
        int first = s;
        SplittableRandom mine = random.split();
        senders.add(onThreadOrTask(s, pool, () -> send(channels, first, mine)));
      }
      for (int r = 0; r < RECEIVERS; r++) {
        SplittableRandom mine = random.split();
        receivers.add(onThreadOrTask(r, pool, () -> receiveUntilClosed(channels, mine)));
      }
      senders.forEach(Fut::await);
      channels.forEach(Channel::close);
      receivers.forEach(Fut::await);
    }
    assertThat(received.stream().sorted().toList()).isEqualTo(sent.stream().sorted().toList());
    assertThat(sent).hasSizeGreaterThan(ITEMS);
    Eventually.until(
        "nobody waits",
        () -> Waits.snapshot().stream().noneMatch(w -> w.forWhat().toString().contains("channel")));
  }

  /** Every other runs on a thread of its own, which may be interrupted. */
  private static Fut<Void> onThreadOrTask(int index, Pool pool, Runnable body) {
    if (index % 2 == 0) {
      return pool.spawnVoid(body::run);
    }
    Promise<Void> end = new Promise<>();
    Thread.startVirtualThread(() -> {
      try {
        body.run();
        end.fulfill(null);
      } catch (Throwable failure) {
        end.fail(failure);
      }
    });
    return end.future();
  }

  private void send(List<Channel<Integer>> channels, int first, SplittableRandom random) {
    for (int i = 0; i < ITEMS; i++) {
      int item = i * SENDERS + first;
      Channel<Integer> one = channels.get(random.nextInt(2));
      if (upset(
          random,
          () -> {
            switch (random.nextInt(3)) {
              case 0 -> one.send(item);
              case 1 -> one.send(item, Duration.ofNanos(random.nextInt(200_000)));
              default ->
                  Channel.select(
                      channels.get(0).sending(item, () -> 0),
                      channels.get(1).sending(item, () -> 0));
            }
          })) {
        sent.add(item);
      }
    }
  }

  private void receiveUntilClosed(List<Channel<Integer>> channels, SplittableRandom random) {
    boolean[] closed = new boolean[2];
    while (!closed[0] || !closed[1]) {
      int which = closed[0] ? 1 : closed[1] ? 0 : random.nextInt(2);
      upset(
          random,
          () -> {
            try {
              if (!closed[0] && !closed[1] && random.nextBoolean()) {
                received.add(
                    Channel.select(
                        channels.get(0).receiving(i -> i), channels.get(1).receiving(i -> i)));
              } else {
                received.add(
                    channels.get(which).receive(Duration.ofNanos(random.nextInt(200_000))));
              }
            } catch (ChannelClosed end) {
              closed[which] = channels.get(which).isClosed() && isDrained(channels.get(which));
            }
          });
    }
  }

  private boolean isDrained(Channel<Integer> channel) {
    try {
      channel.tryReceive().ifPresent(received::add);
      return false;
    } catch (ChannelClosed drained) {
      return true;
    }
  }

  /** Runs a step that may be cancelled or interrupted while it waits; whether it was done. */
  private boolean upset(SplittableRandom random, Runnable step) {
    CancelScope scope = CancelScope.root();
    Upset upset = new Upset(Thread.currentThread(), scope);
    if (random.nextInt(8) == 0) {
      upset.comesAfter(random.nextInt(500), random.nextBoolean());
    }
    try {
      scope.run(step::run);
      return true;
    } catch (Cancelled gaveUp) {
      CANCELLED.increment();
      return false;
    } catch (Interrupted gaveUp) {
      INTERRUPTED.increment();
      return false;
    } catch (TimedOut gaveUp) {
      TIMED_OUT.increment();
      return false;
    } finally {
      upset.isTooLate();
    }
  }

  /** Ends a wait from outside: of a task by its scope, of a thread by an interrupt. */
  private record Upset(Thread waiter, CancelScope scope, AtomicBoolean over) {
    Upset(Thread waiter, CancelScope scope) {
      this(waiter, scope, new AtomicBoolean());
    }

    /** Comes after some time, and perhaps not before somebody is seen to wait. */
    void comesAfter(int spins, boolean waits) {
      boolean interrupts = waiter.isVirtual();
      Thread.startVirtualThread(() -> {
        for (int i = 0; i < spins; i++) {
          Thread.onSpinWait();
        }
        while (waits && !over.get() && !Eventually.isWaiting(waiter)) {
          LockSupport.parkNanos(1_000);
        }
        come(interrupts);
      });
    }

    private synchronized void come(boolean interrupts) {
      if (over.get()) {
        return;
      }
      if (interrupts) {
        waiter.interrupt();
      } else {
        scope.cancel(null);
      }
    }

    /** From here on no interrupt comes; one that came is forgotten. */
    synchronized void isTooLate() {
      over.set(true);
      boolean _ = Thread.interrupted();
    }
  }
}
