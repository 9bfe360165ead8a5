package dev.caravan.effects.fiber;

import static dev.caravan.effects.fiber.OnDomain.both;
import static dev.caravan.effects.fiber.OnDomain.fork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What eio's streams say, word for word. */
@Tag("conformance")
@ExtendWith(LeakCheck.class)
class StreamTranscriptTest {
  private final Transcript said = new Transcript();

  private void add(Stream<Integer> stream, int item) {
    said.say("Adding " + item);
    stream.add(item);
    said.say("Added " + item);
  }

  private void take(Stream<Integer> stream) {
    said.say("Reading");
    said.say("Got " + stream.take());
  }

  private void tryTake(Stream<Integer> stream) {
    said.say("Reading");
    said.say("Got " + stream.tryTake().map(String::valueOf).orElse("None"));
  }

  @Test
  void aStreamWithRoomAndItemsMakesNobodyWait() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(2);
      add(stream, 1);
      add(stream, 2);
      assertThat(stream.size()).isEqualTo(2);
      take(stream);
      take(stream);
      assertThat(stream.isEmpty()).isTrue();
      said.isInOneText(
          "Adding 1 / Added 1 / Adding 2 / Added 2 / Reading / Got 1 / Reading / Got 2");
    });
  }

  @Test
  @DisplayName("C1: a reader waits while the stream is empty, and resumes after the one who adds")
  void aReaderWaitsForAnItem() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(2);
      add(stream, 1);
      both(
          () -> {
            take(stream);
            take(stream);
          },
          () -> add(stream, 2));
      said.isInOneText(
          "Adding 1 / Added 1 / Reading / Got 1 / Reading / Adding 2 / Added 2 / Got 2");
    });
  }

  @Test
  @DisplayName("C2: a writer waits while the stream is full, and resumes behind the reader")
  void aWriterWaitsForRoom() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(3);
      add(stream, 1);
      both(
          () -> List.of(2, 3, 4).forEach(item -> add(stream, item)),
          () -> {
            for (int i = 0; i < 4; i++) {
              take(stream);
            }
          });
      said.isInOneText(
          "Adding 1 / Added 1 / Adding 2 / Added 2 / Adding 3 / Added 3 / Adding 4 / Reading / Got 1"
              + " / Reading / Got 2 / Reading / Got 3 / Reading / Got 4 / Added 4");
    });
  }

  @Test
  @DisplayName("C3, eio 26: with capacity 0 the adder goes on after its item was taken")
  void withoutCapacityTheTwoMeet() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      both(
          () -> {
            add(stream, 1);
            add(stream, 2);
          },
          () -> {
            take(stream);
            take(stream);
          });
      said.isInOneText(
          "Adding 1 / Reading / Got 1 / Reading / Added 1 / Adding 2 / Added 2 / Got 2");
    });
  }

  @Test
  @DisplayName("C4: readers queue up")
  void readersAreServedInTheirOrder() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      for (String name : List.of("a", "b", "c")) {
        fork(() -> {
          take(stream);
          said.say(name + " done");
        });
      }
      add(stream, 1);
      add(stream, 2);
      add(stream, 3);
      OnDomain.yieldNow();
      said.isInOneText(
          "Reading / Reading / Reading / Adding 1 / Added 1 / Adding 2 / Added 2 / Adding 3 / Added 3"
              + " / Got 1 / a done / Got 2 / b done / Got 3 / c done");
    });
  }

  @Test
  @DisplayName("C5: writers queue up")
  void writersAreServedInTheirOrder() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      for (int item : List.of(1, 2, 3)) {
        fork(() -> add(stream, item));
      }
      take(stream);
      take(stream);
      take(stream);
      OnDomain.yieldNow();
      said.isInOneText(
          "Adding 1 / Adding 2 / Adding 3 / Reading / Got 1 / Reading / Got 2 / Reading / Got 3"
              + " / Added 1 / Added 2 / Added 3");
    });
  }

  @Test
  @DisplayName("C6, eio 26: to try to take does not wait, and takes from a waiting adder")
  void tryingToTake() {
    OnDomain.run(() -> {
      Stream<Integer> meeting = Stream.create(0);
      tryTake(meeting);
      both(() -> add(meeting, 0), () -> tryTake(meeting));
      tryTake(meeting);
      said.isInOneText(
          "Reading / Got None / Adding 0 / Reading / Got 0 / Added 0 / Reading / Got None");

      Stream<Integer> mailbox = Stream.create(1);
      tryTake(mailbox);
      add(mailbox, 0);
      tryTake(mailbox);
      said.isInOneText("Reading / Got None / Adding 0 / Added 0 / Reading / Got 0");
    });
  }

  private void cancelled(Runnable waits) {
    assertThatThrownBy(() -> both(waits::run, () -> OnDomain.fail("cancel")))
        .isExactlyInstanceOf(RuntimeException.class);
    said.say("Cancelled");
  }

  @Test
  @DisplayName("eio 26: a cancelled add has not added")
  void aCancelledAddHasNotAdded() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(1);
      cancelled(() -> {
        add(stream, 1);
        add(stream, 2);
      });
      take(stream);
      add(stream, 3);
      take(stream);
      said.isInOneText(
          "Adding 1 / Added 1 / Adding 2 / Cancelled / Reading / Got 1 / Adding 3 / Added 3 / Reading"
              + " / Got 3");
    });
  }

  @Test
  @DisplayName("eio 26: a cancelled add to a stream of capacity 0 is as if it had never been")
  void aCancelledAddHasNotMet() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      cancelled(() -> add(stream, 1));
      both(() -> add(stream, 2), () -> take(stream));
      said.isInOneText("Adding 1 / Cancelled / Adding 2 / Reading / Got 2 / Added 2");
    });
  }

  @Test
  @DisplayName("eio 26: a cancelled take has taken nothing")
  void aCancelledTakeHasTakenNothing() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(1);
      cancelled(() -> take(stream));
      add(stream, 2);
      take(stream);
      said.isInOneText("Reading / Cancelled / Adding 2 / Added 2 / Reading / Got 2");
    });
  }

  @Test
  @DisplayName("eio 27: a stream used in a cancelled scope throws, and stays usable")
  void aStreamUsedInACancelledScopeStaysUsable() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      CancelScope scope = CancelScope.root();
      scope.run(() -> {
        scope.cancel(new RuntimeException("cancel"));
        assertThatThrownBy(() -> add(stream, 1)).isInstanceOf(Cancelled.class);
        assertThatThrownBy(() -> take(stream)).isInstanceOf(Cancelled.class);
        CancelScope.protect(() -> {
          both(() -> add(stream, 1), () -> take(stream));
          return 0;
        });
      });
      said.isInOneText("Adding 1 / Reading / Adding 1 / Reading / Got 1 / Added 1");
    });
  }

  @Test
  @DisplayName("Appendix A: a rendezvous in a cancelled scope throws, even if the other is there")
  void aRendezvousInACancelledScopeDoesNotMeet() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(0);
      OnDomain.fork(() -> add(stream, 1));
      CancelScope scope = CancelScope.root();
      scope.run(() -> {
        scope.cancel(null);
        assertThatThrownBy(() -> take(stream)).isInstanceOf(Cancelled.class);
      });
      take(stream);
      OnDomain.yieldNow();
      said.isInOneText("Adding 1 / Reading / Reading / Got 1 / Added 1");
    });
  }

  @Test
  @DisplayName("Appendix A: an add or take that need not wait does not look at cancellation")
  void whatNeedNotWaitIsNotCancelled() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(1);
      CancelScope scope = CancelScope.root();
      scope.run(() -> {
        scope.cancel(null);
        add(stream, 1);
        take(stream);
      });
      said.isInOneText("Adding 1 / Added 1 / Reading / Got 1");
    });
  }

  @Test
  @DisplayName("Appendix A: a take whose item came before the cancellation returns it")
  void aServedTakeReturnsItsItem() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(1);
      CancelScope scope = CancelScope.root();
      both(
          () -> scope.run(() -> take(stream)),
          () -> {
            stream.add(1);
            scope.cancel(null);
          });
      said.isInOneText("Reading / Got 1");
      assertThat(stream.tryTake()).isEmpty();
    });
  }

  @Test
  void tryingToAdd() {
    OnDomain.run(() -> {
      Stream<Integer> mailbox = Stream.create(1);
      assertThat(mailbox.tryAdd(1)).isTrue();
      assertThat(mailbox.tryAdd(2)).as("into a full stream").isFalse();
      assertThat(mailbox.take()).isEqualTo(1);

      Stream<Integer> meeting = Stream.create(0);
      assertThat(meeting.tryAdd(3)).as("nobody waits").isFalse();
      both(() -> take(meeting), () -> assertThat(meeting.tryAdd(4)).isTrue());
      said.isInOneText("Reading / Got 4");
    });
  }

  @Test
  @DisplayName("eio 16: of two takes one of which is cancelled, no item is lost")
  void ofTwoTakesNoItemIsLost() {
    OnDomain.run(() -> {
      Stream<String> a = Stream.create(1);
      Stream<String> b = Stream.create(1);
      both(
          () -> said.say(OnDomain.first(a::take, b::take)),
          () -> {
            a.add("a1");
            OnDomain.yieldNow();
            OnDomain.yieldNow();
            b.add("b1");
          });
      said.is("a1");
      assertThat(b.tryTake()).contains("b1");
    });
  }

  @Test
  @DisplayName("E5: a bounded stream holds its producer back")
  void aBoundedStreamHoldsItsProducerBack() {
    OnDomain.run(() -> {
      Stream<Integer> stream = Stream.create(2);
      both(
          () -> {
            for (int i = 1; i <= 5; i++) {
              said.say("Adding " + i);
              stream.add(i);
            }
          },
          () -> {
            for (int i = 1; i <= 5; i++) {
              said.say("Got " + stream.take());
              OnDomain.yieldNow();
            }
          });
      said.isInOneText(
          "Adding 1 / Adding 2 / Adding 3 / Got 1 / Adding 4 / Got 2 / Adding 5 / Got 3 / Got 4"
              + " / Got 5");
    });
  }

  @Test
  void aNegativeCapacityIsRefused() {
    assertThatThrownBy(() -> Stream.create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
