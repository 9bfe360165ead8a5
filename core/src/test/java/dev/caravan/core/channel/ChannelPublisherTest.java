package dev.caravan.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.core.kernel.Eventually;
import dev.caravan.core.kernel.FailOnHang;
import dev.caravan.core.kernel.Waits;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FailOnHang.class)
class ChannelPublisherTest {
  private final Channel<Integer> channel = Channel.unbounded();
  private final Recorder recorder = new Recorder();

  /** Writes down what it is told; leaves its thread interrupted, as careless code does. */
  private static final class Recorder implements Flow.Subscriber<Integer> {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public void onNext(Integer item) {
      log.add("next " + item);
      Thread.currentThread().interrupt();
    }

    @Override
    public void onError(Throwable failure) {
      log.add(failure.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      log.add("complete");
    }

    void untilLogged(String... lines) {
      Eventually.until(log + " is " + List.of(lines), () -> log.equals(List.of(lines)));
    }
  }

  @Test
  void aSubscriberGetsWhatItRequests() {
    List.of(1, 2, 3).forEach(channel::send);
    channel.asPublisher().subscribe(recorder);
    recorder.subscription.request(1);
    recorder.untilLogged("next 1");
    recorder.subscription.request(Long.MAX_VALUE);
    recorder.subscription.request(Long.MAX_VALUE);
    recorder.untilLogged("next 1", "next 2", "next 3");
    channel.send(4);
    recorder.untilLogged("next 1", "next 2", "next 3", "next 4");
    channel.close();
    recorder.untilLogged("next 1", "next 2", "next 3", "next 4", "complete");
  }

  @Test
  void aFailureIsToldAfterAllRequestsBefore() {
    channel.asPublisher().subscribe(recorder);
    recorder.subscription.request(2);
    channel.send(1);
    recorder.untilLogged("next 1");
    channel.fail(new IllegalStateException("why"));
    recorder.untilLogged("next 1", "ChannelFailed");
  }

  @Test
  void aBadRequestEndsTheSubscriptionAndTakesNothing() {
    channel.asPublisher().subscribe(recorder);
    recorder.subscription.request(0);
    recorder.untilLogged("IllegalArgumentException");
    recorder.subscription.request(-1);
    channel.send(1);
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(recorder.log).containsExactly("IllegalArgumentException");
  }

  @Test
  void whoCancelsBeforeAnItemComesTakesNothing() {
    channel.asPublisher().subscribe(recorder);
    recorder.subscription.cancel();
    recorder.subscription.request(1);
    channel.send(1);
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(recorder.log).isEmpty();
  }

  @Test
  void whoCancelsWhileItsThreadWaitsForAnItemTakesNothing() throws InterruptedException {
    channel.asPublisher().subscribe(recorder);
    recorder.subscription.request(1);
    Thread feed = threadThatWaitsForAnItem();
    recorder.subscription.cancel();
    channel.send(1);
    feed.join();
    assertThat(channel.tryReceive()).contains(1);
    assertThat(recorder.log).isEmpty();
  }

  private Thread threadThatWaitsForAnItem() {
    Eventually.until(
        "somebody waits in " + channel, () -> whoWaitForAnItem().findAny().isPresent());
    return whoWaitForAnItem().findAny().orElseThrow().thread();
  }

  private Stream<Waits.Waiting> whoWaitForAnItem() {
    String subject = "an item from " + channel;
    return Waits.snapshot().stream()
        .filter(waiting -> waiting.forWhat().toString().equals(subject));
  }

  @Test
  void anItemGoesToOneOfTwoSubscribers() {
    Recorder other = new Recorder();
    List.of(recorder, other)
        .forEach(subscriber -> {
          channel.asPublisher().subscribe(subscriber);
          subscriber.subscription.request(Long.MAX_VALUE);
        });
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    items.forEach(channel::send);
    channel.close();
    for (Recorder subscriber : List.of(recorder, other)) {
      Eventually.until(
          "a subscriber is told of the end", () -> subscriber.log.contains("complete"));
    }
    assertThat(Stream.of(recorder, other).flatMap(subscriber -> subscriber.log.stream()))
        .filteredOn(line -> !line.equals("complete"))
        .containsExactlyInAnyOrderElementsOf(items.stream().map(item -> "next " + item).toList());
  }

  @Test
  void noSubscriberIsRefused() {
    assertThatThrownBy(() -> channel.asPublisher().subscribe(null))
        .hasMessage("the subscriber is null");
  }
}
