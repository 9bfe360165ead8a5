package dev.caravan.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all queues of the package promise. */
@Tag("conformance")
@ExtendWith(FailOnHang.class)
class QueueContractTest {

  private record Element(int producer, int number) {}

  @ParameterizedTest
  @EnumSource
  @DisplayName("saturn 1: an empty queue gives null")
  void anEmptyQueueGivesNull(QueueKind kind) {
    QueueKind.Ends<String> queue = kind.make();

    assertThat(queue.poll().get()).isNull();
    assertThat(queue.isEmpty().getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nullIsRefused(QueueKind kind) {
    QueueKind.Ends<String> queue = kind.make();

    assertThatNullPointerException()
        .isThrownBy(() -> queue.offer().test(null))
        .withMessage("element");
    assertThat(queue.isEmpty().getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("saturn 22: what was taken is not kept alive by the queue")
  void whatWasTakenIsNotKeptAlive(QueueKind kind) {
    QueueKind.Ends<Object> queue = kind.make();
    List<WeakReference<Object>> taken = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (int k = 0; k < 3; k++) {
        assertThat(queue.offer().test(new Object())).isTrue();
      }
      for (int k = 0; k < 3; k++) {
        taken.add(new WeakReference<>(queue.poll().get()));
      }
    }

    Eventually.until(
        "all are collected",
        () -> {
          System.gc();
          return taken.stream().allMatch(reference -> reference.get() == null);
        });
    assertThat(queue.isEmpty().getAsBoolean()).as("still in use").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("saturn 3, 4, 12: each element is taken once, and each producer's order is kept")
  void eachElementIsTakenOnceInTheOrderOfItsProducer(QueueKind kind) throws Exception {
    int each = 50_000;
    int producers = kind.manyProducers ? 2 : 1;
    int consumers = kind.manyConsumers ? 2 : 1;
    QueueKind.Ends<Element> queue = kind.make();
    AtomicInteger left = new AtomicInteger(producers * each);
    List<Callable<List<Element>>> bodies = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      int producer = i;
      bodies.add(() -> produce(queue, producer, each));
    }
    for (int i = 0; i < consumers; i++) {
      bodies.add(() -> consume(queue, left));
    }

    boolean[][] taken = new boolean[producers][each];
    for (List<Element> seen : Crowd.run(bodies)) {
      int[] last = new int[producers];
      for (Element element : seen) {
        assertThat(element.number + 1).as("after %s", last).isGreaterThan(last[element.producer]);
        last[element.producer] = element.number + 1;
        assertThat(taken[element.producer][element.number]).as("%s twice", element).isFalse();
        taken[element.producer][element.number] = true;
      }
    }
    assertThat(left.get()).as("elements never taken").isZero();
    assertThat(queue.poll().get()).isNull();
  }

  private static List<Element> produce(QueueKind.Ends<Element> queue, int producer, int each) {
    for (int n = 0; n < each; n++) {
      Element element = new Element(producer, n);
      while (!queue.offer().test(element)) {
        Thread.onSpinWait(); // full: let the consumers run
      }
    }
    return List.of();
  }

  private static List<Element> consume(QueueKind.Ends<Element> queue, AtomicInteger left) {
    List<Element> seen = new ArrayList<>();
    while (left.get() > 0) {
      Element element = queue.poll().get();
      if (element == null) {
        Thread.onSpinWait();
      } else {
        left.decrementAndGet();
        seen.add(element);
      }
    }
    return seen;
  }
}
