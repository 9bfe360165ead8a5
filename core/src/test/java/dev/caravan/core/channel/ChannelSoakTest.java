package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.TimedOut;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Senders and receivers whose waits are cancelled and run out of time at random: every item that a
 * send reported as sent is received once, and no other.
 */
@ExtendWith(FailOnHang.class)
@Tag("conformance")
class ChannelSoakTest {
  private static final int SENDERS = 4;
  private static final int RECEIVERS = 4;
  private static final int ITEMS = 1_500;

  private final Queue<Integer> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> received = new ConcurrentLinkedQueue<>();

  @RepeatedTest(12)
  void noItemIsLostOrDuplicatedHoweverWaitsEnd(RepetitionInfo repetition) {
    int kind = repetition.getCurrentRepetition() % 3;
    List<Channel<Integer>> channels =
        List.of(
            kind == 0 ? Channel.rendezvous() : Channel.bounded(kind),
            kind == 1 ? Channel.rendezvous() : Channel.bounded(3));
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    try (Pool pool = Pool.workStealing(3)) {
      List<Fut<Void>> senders = new ArrayList<>();
      List<Fut<Void>> receivers = new ArrayList<>();
      for (int s = 0; s < SENDERS; s++) {
        int first = s;
        SplittableRandom mine = random.split();
        senders.add(pool.spawnVoid(() -> send(channels, first, mine)));
      }
      for (int r = 0; r < RECEIVERS; r++) {
        SplittableRandom mine = random.split();
        receivers.add(pool.spawnVoid(() -> receiveUntilClosed(channels, mine)));
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

  /** Runs a step in a scope that may be cancelled while it waits; whether it was done. */
  private static boolean upset(SplittableRandom random, Runnable step) {
    CancelScope scope = CancelScope.root();
    Thread canceller = null;
    if (random.nextInt(8) == 0) {
      int spins = random.nextInt(2_000);
      canceller =
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            scope.cancel(null);
          });
    }
    try {
      scope.run(step::run);
      return true;
    } catch (Cancelled | TimedOut gaveUp) {
      return false;
    } finally {
      if (canceller != null) {
        scope.cancel(null);
      }
    }
  }
}
