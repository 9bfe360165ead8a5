package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FailOnHang.class)
@Tag("conformance")
class ChannelTest {
  private final Pool pool = Pool.workStealing(2);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private static void untilWaiting(int howMany) {
    Eventually.until(
        howMany + " wait",
        () ->
            Waits.snapshot().stream()
                    .filter(waiting -> waiting.forWhat().toString().contains("channel"))
                    .count()
                == howMany);
  }

  private static void drain(Channel<Integer> channel, List<Integer> into) {
    for (int item : channel) {
      into.add(item);
    }
  }

  @Nested
  @Tag("conformance")
  class Bounded {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 1000})
    @DisplayName("domainslib 16: first in, first out; a try says no exactly when full or empty")
    void aChannelIsAQueueOfItsCapacity(int capacity) {
      Channel<Integer> channel = Channel.bounded(capacity);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < capacity; i++) {
          assertThat(channel.trySend(i)).isTrue();
          assertThat(channel.size()).isEqualTo(i + 1);
        }
        assertThat(channel.trySend(-1)).isFalse();
        for (int i = 0; i < capacity; i++) {
          assertThat(channel.tryReceive()).contains(i);
        }
        assertThat(channel.tryReceive()).isEmpty();
      }
    }

    @Test
    void aFullChannelTakesTheItemsOfWaitingSendersInTheirOrder() {
      Channel<Integer> channel = Channel.bounded(1);
      channel.send(0);
      List<Fut<Void>> senders = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        int item = i;
        senders.add(pool.spawnVoid(() -> channel.send(item)));
        untilWaiting(i);
      }
      for (int i = 0; i <= 5; i++) {
        assertThat(channel.receive()).isEqualTo(i);
        if (i < 5) {
          senders.get(i).await(); // one room, one sender
          untilWaiting(4 - i);
        }
      }
    }

    @Test
    void waitingReceiversAreServedInTheirOrderOneForEachItem() {
      Channel<Integer> channel = Channel.bounded(4);
      List<Fut<Integer>> receivers = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        receivers.add(pool.spawn(() -> channel.receive()));
        untilWaiting(i);
      }
      for (int i = 0; i < 5; i++) {
        channel.send(i);
        assertThat(receivers.get(i).await()).isEqualTo(i);
        untilWaiting(4 - i);
      }
    }

    @Test
    @DisplayName("eio 26: a cancelled send on a full channel has not sent")
    void aCancelledSendHasNotSent() {
      Channel<Integer> channel = Channel.bounded(1);
      channel.send(1);
      CancelScope scope = CancelScope.root();
      Fut<Void> cancelled = pool.spawnVoid(() -> scope.run(() -> channel.send(2)));
      untilWaiting(1);
      Fut<Void> patient = pool.spawnVoid(() -> channel.send(3));
      untilWaiting(2);
      scope.cancel(null);
      assertThatThrownBy(cancelled::await).isInstanceOf(Cancelled.class);

      assertThat(channel.receive()).isEqualTo(1);
      assertThat(channel.receive()).isEqualTo(3);
      patient.await();
      assertThat(channel.tryReceive()).isEmpty();
    }

    @Test
    void aCancelledReceiveTakesNothing() {
      Channel<Integer> channel = Channel.bounded(1);
      CancelScope scope = CancelScope.root();
      Fut<Integer> cancelled = pool.spawn(() -> scope.call(() -> channel.receive()));
      untilWaiting(1);
      Fut<Integer> patient = pool.spawn(() -> channel.receive());
      untilWaiting(2);
      scope.cancel(null);
      assertThatThrownBy(cancelled::await).isInstanceOf(Cancelled.class);
      channel.send(1);
      assertThat(patient.await()).isEqualTo(1);
    }

    @Test
    void aNameIsWhatMessagesAndDumpsShow() {
      assertThat(Channel.rendezvous("rope")).hasToString("rope");
      assertThat(Channel.bounded(2, "rope")).hasToString("rope");
      assertThat(Channel.unbounded("rope")).hasToString("rope");
      assertThatThrownBy(() -> Channel.bounded(1, "rope").receive(Duration.ofMillis(1)))
          .hasMessage("an item from rope did not happen within PT0.001S");
      assertThatThrownBy(() -> Channel.unbounded(null)).hasMessage("the name of a channel is null");
    }

    @Test
    void limitedWaitsEndAndLeaveNothingBehind() {
      Channel<Integer> channel = Channel.bounded(1);
      assertThatThrownBy(() -> channel.receive(Duration.ofMillis(1)))
          .isInstanceOf(TimedOut.class)
          .hasMessageMatching("an item from channel of 1 \\d+ did not happen within PT0.001S");
      channel.send(1, Duration.ZERO);
      assertThatThrownBy(() -> channel.send(2, Duration.ofMillis(1)))
          .isInstanceOf(TimedOut.class)
          .hasMessageStartingWith("room in channel of 1");
      assertThatThrownBy(() -> channel.send(2, Duration.ofMillis(-1))).isInstanceOf(TimedOut.class);
      assertThat(channel.receive(Duration.ZERO)).isEqualTo(1);
      assertThat(channel.tryReceive()).isEmpty();
    }

    @Test
    @DisplayName("moonpool 7: trains of stages pass every item on")
    void channelTrain() {
      int trains = 4;
      int stages = 80;
      int items = 200;
      try (Pool four = Pool.workStealing(4)) {
        List<Fut<Integer>> sums = new ArrayList<>();
        for (int t = 0; t < trains; t++) {
          Channel<Integer> first = Channel.bounded(16);
          Channel<Integer> last = first;
          for (int s = 0; s < stages; s++) {
            Channel<Integer> from = last;
            Channel<Integer> to = Channel.bounded(16);
            Fut<Void> _ =
                four.spawnVoid(() -> {
                  from.forEach(to::send);
                  to.close();
                });
            last = to;
          }
          Fut<Void> _ =
              four.spawnVoid(() -> {
                IntStream.rangeClosed(1, items).forEach(i -> first.send(i % 5));
                first.close();
              });
          Channel<Integer> end = last;
          sums.add(
              four.spawn(() -> {
                int sum = 0;
                for (int item : end) {
                  sum += item;
                }
                return sum;
              }));
        }
        for (Fut<Integer> sum : sums) {
          assertThat(sum.await()).isEqualTo(2 * items);
        }
      }
    }
  }

  @Nested
  @Tag("conformance")
  class Rendezvous {
    @Test
    @DisplayName("domainslib 18: a send waits for its receive; a try needs a receiver")
    void aSendWaitsForItsReceive() {
      Channel<Integer> channel = Channel.rendezvous();
      assertThat(channel.trySend(0)).isFalse();
      assertThat(channel.tryReceive()).isEmpty();

      Fut<Void> sender = pool.spawnVoid(() -> channel.send(1));
      untilWaiting(1);
      assertThat(channel.size()).isZero();
      assertThat(sender.isDone()).isFalse();
      assertThat(channel.tryReceive()).contains(1);
      sender.await();

      Fut<Integer> receiver = pool.spawn(() -> channel.receive());
      untilWaiting(1);
      assertThat(channel.trySend(2)).isTrue();
      assertThat(channel.trySend(3)).isFalse();
      assertThat(receiver.await()).isEqualTo(2);
    }

    @Test
    @DisplayName("domainslib 17: as many receives as sends drain it")
    void sendsAndReceivesPairUp() {
      Channel<Integer> channel = Channel.rendezvous();
      List<Fut<Void>> senders = new ArrayList<>();
      List<Fut<Integer>> receivers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int item = i;
        senders.add(pool.spawnVoid(() -> channel.send(item)));
        receivers.add(pool.spawn(() -> channel.receive()));
      }
      List<Integer> received = receivers.stream().map(Fut::await).sorted().toList();
      senders.forEach(Fut::await);
      assertThat(received).isEqualTo(IntStream.range(0, 200).boxed().toList());
      assertThat(channel.tryReceive()).isEmpty();
    }
  }

  @Nested
  @Tag("conformance")
  class Ending {
    @Test
    @DisplayName("moonpool 22: a closed channel refuses sends, and is drained by receives")
    void aClosedChannelIsDrained() {
      Channel<Integer> channel = Channel.unbounded();
      channel.send(1);
      channel.send(2);
      channel.close();
      channel.close();

      assertThat(channel.isClosed()).isTrue();
      assertThatThrownBy(() -> channel.send(3))
          .isInstanceOf(ChannelClosed.class)
          .hasMessageMatching("unbounded channel \\d+ is closed");
      assertThatThrownBy(() -> channel.trySend(3)).isInstanceOf(ChannelClosed.class);
      assertThat(channel.receive()).isEqualTo(1);
      assertThat(channel.tryReceive()).contains(2);
      assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(() -> channel.receive(Duration.ofDays(1)))
          .isInstanceOf(ChannelClosed.class);
    }

    @Test
    void closingSendsWaitersAway() {
      Channel<Integer> full = Channel.bounded(1);
      full.send(1);
      Channel<Integer> empty = Channel.bounded(1);
      Fut<Void> sender = pool.spawnVoid(() -> full.send(2));
      Fut<Integer> receiver = pool.spawn(() -> empty.receive());
      untilWaiting(2);
      full.close();
      empty.close();
      assertThatThrownBy(sender::await).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(receiver::await).isInstanceOf(ChannelClosed.class);
      assertThat(full.receive()).isEqualTo(1);
      assertThatThrownBy(full::receive).isInstanceOf(ChannelClosed.class);
    }

    @Test
    void aLoopEndsWhenTheChannelIsDrained() {
      Channel<Integer> channel = Channel.bounded(2);
      Fut<Void> sender =
          pool.spawnVoid(() -> {
            IntStream.range(0, 100).forEach(channel::send);
            channel.close();
          });
      List<Integer> received = new ArrayList<>();
      drain(channel, received);
      sender.await();
      assertThat(received).isEqualTo(IntStream.range(0, 100).boxed().toList());
      assertThatThrownBy(() -> channel.iterator().next())
          .hasMessageMatching("channel of 2 \\d+ is closed and drained");
    }

    @Test
    void theEndIsAnAnswerToWhoeverAsksForIt() {
      Channel<Integer> channel = Channel.bounded(2);
      channel.send(1);
      assertThat(channel.receiveOrClosed()).contains(1);
      assertThatThrownBy(() -> channel.receiveOrClosed(Duration.ZERO)).isInstanceOf(TimedOut.class);
      Fut<Optional<Integer>> receiver = pool.spawn(() -> channel.receiveOrClosed());
      untilWaiting(1);
      channel.send(2);
      assertThat(receiver.await()).contains(2);

      channel.send(3);
      channel.close();

      assertThat(channel.receiveOrClosed(Duration.ZERO)).contains(3);
      assertThat(channel.receiveOrClosed()).isEmpty();
      assertThat(channel.receiveOrClosed(Duration.ofDays(1))).isEmpty();
      channel.fail(new IllegalStateException("disk"));
      assertThatThrownBy(channel::receiveOrClosed).isInstanceOf(ChannelFailed.class);
    }

    @Test
    void aFailedChannelTellsEverybodyWhyAndReturnsWhatWasLeft() {
      IllegalStateException why = new IllegalStateException("the disk is full");
      Channel<Integer> channel = Channel.bounded(2);
      channel.send(1);
      channel.send(2);
      Fut<Void> sender = pool.spawnVoid(() -> channel.send(3));
      untilWaiting(1);

      assertThat(channel.fail(why)).containsExactly(1, 2);
      assertThat(channel.fail(new Error("later"))).isEmpty();

      assertThatThrownBy(sender::await).isInstanceOf(ChannelFailed.class).hasCause(why);
      assertThatThrownBy(() -> channel.send(4)).isInstanceOf(ChannelFailed.class).hasCause(why);
      assertThatThrownBy(channel::receive)
          .isInstanceOf(ChannelFailed.class)
          .hasMessageContaining("the disk is full");
      assertThatThrownBy(() -> drain(channel, new ArrayList<>())).isInstanceOf(ChannelFailed.class);
    }

    @Test
    void aClosedChannelCanStillFail() {
      Channel<Integer> channel = Channel.bounded(2);
      channel.send(1);
      channel.close();
      assertThat(channel.fail(new Error("why"))).containsExactly(1);
      assertThatThrownBy(channel::receive).isInstanceOf(ChannelFailed.class);
    }
  }

  @Nested
  class BadInput {
    @Test
    void isNamedAtTheCall() {
      assertThatThrownBy(() -> Channel.bounded(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the capacity of a bounded channel is 0, but must be at least 1; for none call"
                  + " Channel.rendezvous()");
      Channel<String> channel = Channel.bounded(1);
      assertThatThrownBy(() -> channel.send(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageMatching("an item sent into channel of 1 \\d+ is null");
      assertThatThrownBy(() -> channel.trySend(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> channel.receive(null)).hasMessage("the limit of a receive is null");
      assertThatThrownBy(() -> channel.fail(null))
          .hasMessage("the cause of a failed channel is null");
      assertThatThrownBy(() -> Channel.select())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a select has no clause, so it would wait for ever");
    }
  }
}
