package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.caravan.core.kernel.FailOnHang;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("conformance")
@ExtendWith(FailOnHang.class)
class MpscQueueTest {

  private final MpscQueue<Integer> queue = new MpscQueue<>();

  @Test
  @DisplayName("saturn 14: what is put first is taken first")
  void whatIsPutFirstIsTakenFirst() {
    queue.offer(1);
    queue.pushFirst(2);
    queue.pushFirst(3);

    assertThat(queue.peek()).isEqualTo(3);
    assertThat(queue.poll()).isEqualTo(3);
    assertThat(queue.poll()).isEqualTo(2);
    assertThat(queue.poll()).isEqualTo(1);
    assertThat(queue.poll()).isNull();
    assertThatNullPointerException().isThrownBy(() -> queue.pushFirst(null)).withMessage("element");
  }

  @Test
  @DisplayName("saturn 13: closing refuses producers, the consumer drains, a second close throws")
  void closingRefusesProducersAndLetsTheConsumerDrain() {
    for (int i = 0; i < 20; i++) {
      queue.offer(i);
    }
    assertThat(queue.isClosed()).isFalse();
    queue.close();

    assertThat(queue.isClosed()).isTrue();
    assertThat(queue.offer(20)).isFalse();
    for (int i = 0; i < 20; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isNull();
    queue.pushFirst(21);
    assertThat(queue.poll()).as("put back by the consumer").isEqualTo(21);
    assertThatIllegalStateException()
        .isThrownBy(queue::close)
        .withMessage("the queue is closed already");
  }

  @Test
  @DisplayName("saturn 13: what was accepted before a close is all there, and nothing else")
  void whatWasAcceptedBeforeACloseIsAllThere() throws Exception {
    for (int round = 0; round < 200; round++) {
      MpscQueue<Integer> mailbox = new MpscQueue<>();
      List<Callable<List<Integer>>> bodies = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int producer = i;
        bodies.add(() -> offerUntilRefused(mailbox, producer));
      }
      bodies.add(() -> {
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < 30) {
          take(mailbox, taken);
        }
        mailbox.close();
        while (take(mailbox, taken)) {
          // what is left
        }
        return taken;
      });

      List<List<Integer>> results = Crowd.run(bodies);
      List<Integer> accepted = new ArrayList<>(results.get(0));
      accepted.addAll(results.get(1));
      accepted.sort(null);
      assertThat(results.get(2).stream().sorted().toList()).isEqualTo(accepted);
    }
  }

  private static List<Integer> offerUntilRefused(MpscQueue<Integer> mailbox, int producer) {
    List<Integer> accepted = new ArrayList<>();
    for (int n = producer; n < 2_000 && mailbox.offer(n); n += 2) {
      accepted.add(n);
    }
    return accepted;
  }

  private static boolean take(MpscQueue<Integer> mailbox, List<Integer> taken) {
    Integer element = mailbox.poll();
    if (element == null) {
      Thread.onSpinWait();
    }
    return element != null && taken.add(element);
  }
}
