package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Waits;
import dev.caravan.core.pool.Fut;
import dev.caravan.core.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FailOnHang.class)
@Tag("conformance")
class SelectTest {
  private final Pool pool = Pool.workStealing(2);
  private final Channel<Integer> left = Channel.bounded(1);
  private final Channel<Integer> right = Channel.bounded(1);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private String leftOrRight() {
    return Channel.select(left.receiving(i -> "left " + i), right.receiving(i -> "right " + i));
  }

  private static void untilSelectWaits(int howMany) {
    Eventually.until(
        howMany + " selects wait",
        () ->
            Waits.snapshot().stream()
                    .filter(waiting -> waiting.forWhat().toString().contains("select"))
                    .count()
                == howMany);
  }

  @Test
  void theClauseThatIsReadyIsDoneAndNoOther() {
    right.send(1);
    assertThat(leftOrRight()).isEqualTo("right 1");
    left.send(2);
    assertThat(leftOrRight()).isEqualTo("left 2");
    assertThat(left.size() + right.size()).isZero();
  }

  @Test
  void aClauseNeedsNoFunction() {
    Channel<String> names = Channel.bounded(1);
    Channel<Integer> numbers = Channel.bounded(1);
    String sent = Channel.select(names.receiving(), numbers.sending(1));
    names.send("Ada");
    String received = Channel.select(names.receiving(), numbers.sending(2));

    assertThat(sent).isNull();
    assertThat(received).isEqualTo("Ada");
    assertThat(numbers.receive()).isEqualTo(1);
  }

  @Test
  void aSelectThatWaitsIsServedOnce() {
    Fut<String> waiting = pool.spawn(this::leftOrRight);
    untilSelectWaits(1);
    left.send(1);
    right.send(2);
    assertThat(waiting.await()).isEqualTo("left 1");
    assertThat(right.receive()).as("stays").isEqualTo(2);
    assertThat(left.tryReceive()).isEmpty();
  }

  @Test
  void sendsAndReceivesMix() {
    left.send(1);
    String sent =
        Channel.select(left.sending(2, () -> "sent left"), right.sending(3, () -> "sent right"));
    assertThat(sent).isEqualTo("sent right");
    assertThat(right.receive()).isEqualTo(3);
    right.send(4);

    Fut<String> waiting =
        pool.spawn(() ->
            Channel.select(
                left.sending(5, () -> "sent left"), right.sending(6, () -> "sent right")));
    untilSelectWaits(1);
    assertThat(left.receive()).isEqualTo(1);
    assertThat(waiting.await()).isEqualTo("sent left");
    assertThat(left.receive()).isEqualTo(5);
    assertThat(right.receive()).isEqualTo(4);
    assertThat(right.tryReceive()).as("the other send had no effect").isEmpty();
  }

  @Test
  void twoSelectsMeetInARendezvous() {
    Channel<Integer> a = Channel.rendezvous();
    Channel<Integer> b = Channel.rendezvous();
    Fut<String> one =
        pool.spawn(() -> Channel.select(a.sending(1, () -> "sent"), b.receiving(i -> "got " + i)));
    untilSelectWaits(1);
    String other = Channel.select(a.receiving(i -> "got " + i), b.sending(2, () -> "sent"));
    assertThat(List.of(one.await(), other))
        .isIn(List.of("sent", "got 1"), List.of("got 2", "sent"));
    assertThat(a.tryReceive()).isEmpty();
    assertThat(b.trySend(3)).isFalse();
  }

  @Test
  void aSelectNeverMeetsItself() {
    Channel<Integer> a = Channel.rendezvous();
    assertThat(
            Channel.select(
                a.sending(1, () -> "sent"),
                a.receiving(i -> "got " + i),
                Clause.after(Duration.ofMillis(5), () -> "nobody")))
        .isEqualTo("nobody");
  }

  @Test
  void otherwiseDoesNotWait() {
    assertThat(Channel.select(left.receiving(i -> "left"), Clause.otherwise(() -> "nothing there")))
        .isEqualTo("nothing there");
    left.send(1);
    assertThat(Channel.select(Clause.otherwise(() -> "nothing"), left.receiving(i -> "left")))
        .isEqualTo("left");
    assertThat(Channel.<String>select(Clause.otherwise(() -> "alone"))).isEqualTo("alone");
  }

  @Test
  void aNullClauseIsNamedWhateverTheOthersAre() {
    left.send(1);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> Channel.select(left.receiving(item -> item), null))
          .hasMessage("clause 1 of a select is null");
    }
    assertThat(left.receive()).isEqualTo(1);
  }

  @Test
  void aSelectMayHaveAnyNumberOfClauses() {
    for (int size : List.of(63, 64, 65, 200)) {
      List<Channel<Integer>> channels =
          IntStream.range(0, size).mapToObj(i -> Channel.<Integer>bounded(1)).toList();
      @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
      Clause<Integer>[] clauses =
          channels.stream().map(c -> c.receiving(item -> item)).toArray(Clause[]::new);
      for (int ready : List.of(0, 1, size - 1)) {
        channels.get(ready).send(ready);
        assertThat(Channel.<Integer>select(clauses)).isEqualTo(ready);
      }
      clauses[0] = Clause.otherwise(() -> -1);
      assertThat(Channel.<Integer>select(clauses)).isEqualTo(-1);
    }
  }

  @Test
  void anItemComesBeforeAnyNumberOfOtherwises() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Clause<Integer>[] clauses =
        IntStream.range(0, 100).mapToObj(i -> Clause.otherwise(() -> -1)).toArray(Clause[]::new);
    clauses[99] = left.receiving(item -> item);
    left.send(1);
    assertThat(Channel.<Integer>select(clauses)).isEqualTo(1);
  }

  @Test
  void theShortestLimitCounts() {
    assertThat(
            Channel.select(
                left.receiving(i -> "left"),
                Clause.after(Duration.ofDays(1), () -> "tomorrow"),
                Clause.after(Duration.ofMillis(1), () -> "late")))
        .isEqualTo("late");
    left.send(1);
    assertThat(Channel.select(left.receiving(i -> "left"), Clause.after(Duration.ZERO, () -> "0")))
        .isEqualTo("left");
  }

  @Test
  void aClosedChannelIsToldOrThrown() {
    left.close();
    assertThatThrownBy(this::leftOrRight)
        .isInstanceOf(ChannelClosed.class)
        .hasMessageContaining(left.toString());
    String merged = Channel.select(left.receiving(i -> "left", () -> "left is closed"));
    assertThat(merged).isEqualTo("left is closed");
    assertThatThrownBy(() -> Channel.select(left.sending(1, () -> "sent")))
        .isInstanceOf(ChannelClosed.class);

    Fut<String> waiting =
        pool.spawn(() -> Channel.select(right.receiving(i -> "right", () -> "right is closed")));
    untilSelectWaits(1);
    right.close();
    assertThat(waiting.await()).isEqualTo("right is closed");
  }

  @Test
  void aFailedChannelIsThrownWhoeverHandlesClosing() {
    Fut<String> waiting =
        pool.spawn(() -> Channel.select(right.receiving(i -> "right", () -> "right is closed")));
    untilSelectWaits(1);
    right.fail(new Error("why"));
    assertThatThrownBy(waiting::await).isInstanceOf(ChannelFailed.class);
  }

  @Test
  void whatAFunctionThrowsIsThrownAndTheItemStaysReceived() {
    left.send(1);
    assertThatThrownBy(() ->
            Channel.select(
                left.receiving(i -> {
                  throw new IllegalStateException("item " + i);
                })))
        .hasMessage("item 1");
    assertThat(left.tryReceive()).isEmpty();
  }

  @Test
  void aCancelledSelectLeavesAllQueues() {
    CancelScope scope = CancelScope.root();
    Fut<String> cancelled = pool.spawn(() -> scope.call(this::leftOrRight));
    untilSelectWaits(1);
    scope.cancel(null);
    assertThatThrownBy(cancelled::await).isInstanceOf(Cancelled.class);
    left.send(1);
    right.send(2);
    assertThat(left.receive()).isEqualTo(1);
    assertThat(right.receive()).isEqualTo(2);
  }

  @Test
  void amongSeveralThatAreReadyEachIsChosen() {
    List<Channel<Integer>> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Channel<Integer> channel = Channel.unbounded();
      IntStream.range(0, 2_000).forEach(channel::send);
      ten.add(channel);
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    Clause<Integer>[] clauses =
        IntStream.range(0, 10)
            .mapToObj(i -> ten.get(i).receiving(item -> i))
            .toArray(Clause[]::new);
    Map<Integer, Long> chosen =
        IntStream.range(0, 2_000)
            .mapToObj(i -> Channel.select(clauses))
            .collect(Collectors.groupingBy(i -> i, Collectors.counting()));
    assertThat(chosen)
        .hasSize(10)
        .allSatisfy((i, times) -> assertThat(times).isBetween(100L, 300L));
  }

  @Test
  void theClausesThatAreNotReadyGiveTheirNeighboursNoAdvantage() {
    Channel<Integer> first = Channel.unbounded();
    Channel<Integer> second = Channel.unbounded();
    Channel<Integer> never = Channel.unbounded();
    IntStream.range(0, 2_000).forEach(first::send);
    IntStream.range(0, 2_000).forEach(second::send);
    int[] times = new int[2];
    for (int i = 0; i < 2_000; i++) {
      times[
          Channel.select(
              first.receiving(item -> 0),
              second.receiving(item -> 1),
              never.receiving(item -> 2),
              never.receiving(item -> 2),
              never.receiving(item -> 2),
              Clause.after(Duration.ofDays(1), () -> 3))]++;
    }
    assertThat(times[0]).as("of 2000").isBetween(850, 1_150);
  }

  @Test
  void manyWhoSelectLoseAndDuplicateNothing() {
    int items = 4_000;
    List<Fut<Void>> senders = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      int sender = s;
      senders.add(
          pool.spawnVoid(() -> {
            for (int i = sender; i < items; i += 2) {
              int item = i;
              Channel.select(left.sending(item, () -> 0), right.sending(item, () -> 0));
            }
          }));
    }
    List<Fut<List<Integer>>> receivers = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      receivers.add(pool.spawn(this::receiveFromBoth));
    }
    senders.forEach(Fut::await);
    left.close();
    right.close();
    List<Integer> all = receivers.stream().flatMap(fut -> fut.await().stream()).sorted().toList();
    assertThat(all).isEqualTo(IntStream.range(0, items).boxed().toList());
  }

  private List<Integer> receiveFromBoth() {
    List<Integer> received = new ArrayList<>();
    Clause<Boolean> fromLeft = left.receiving(received::add, () -> false);
    Clause<Boolean> fromRight = right.receiving(received::add, () -> false);
    while (Channel.select(fromLeft, fromRight)) {
      // until one is closed and drained
    }
    left.forEach(received::add);
    right.forEach(received::add);
    return received;
  }
}
