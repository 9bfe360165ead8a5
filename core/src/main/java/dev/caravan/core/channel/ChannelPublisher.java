package dev.caravan.core.channel;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The reactive view of a channel: one virtual thread for each subscription. */
final class ChannelPublisher<T> implements Flow.Publisher<T> {
  private final Channel<T> channel;

  ChannelPublisher(Channel<T> channel) {
    this.channel = channel;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "the subscriber is null");
    Feed<T> feed = new Feed<>(channel, subscriber);
    subscriber.onSubscribe(feed);
    feed.start();
  }

  /** Receives as many items as its subscriber requests. Signals come from its thread only. */
  private static final class Feed<T> implements Flow.Subscription {
    private final Channel<T> channel;
    private final Flow.Subscriber<? super T> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final CancelScope scope = CancelScope.root();
    private final Thread thread;
    private volatile @Nullable IllegalArgumentException badRequest;

    Feed(Channel<T> channel, Flow.Subscriber<? super T> subscriber) {
      this.channel = channel;
      this.subscriber = subscriber;
      this.thread = Thread.ofVirtual().name("subscription to " + channel).unstarted(this::run);
    }

    void start() {
      thread.start();
    }

    @Override
    public void request(long n) {
      if (scope.isCancelled()) {
        return;
      }
      if (n <= 0) {
        badRequest =
            new IllegalArgumentException(
                "a subscriber to " + channel + " requested " + n + " items; it must be at least 1");
        cancel();
      } else {
        demand.accumulateAndGet(n, Feed::plus);
        LockSupport.unpark(thread);
      }
    }

    private static long plus(long had, long more) {
      return had > Long.MAX_VALUE - more ? Long.MAX_VALUE : had + more;
    }

    @Override
    public void cancel() {
      scope.cancel(null);
      LockSupport.unpark(thread);
    }

    /** What the subscriber throws is not the channel's: it goes to the thread's handler. */
    private void run() {
      Optional<T> next = nextOrSignal();
      while (next.isPresent()) {
        subscriber.onNext(next.get());
        demand.updateAndGet(had -> had == Long.MAX_VALUE ? had : had - 1);
        next = nextOrSignal();
      }
    }

    /** The next item; empty if the subscriber has been told that there is none, or wants none. */
    private Optional<T> nextOrSignal() {
      Optional<T> next;
      try {
        next = scope.call(this::next);
      } catch (Cancelled byTheSubscriber) {
        if (badRequest != null) {
          subscriber.onError(badRequest);
        }
        return Optional.empty();
      } catch (ChannelFailed failure) {
        subscriber.onError(failure);
        return Optional.empty();
      }
      if (next.isEmpty()) {
        subscriber.onComplete();
      }
      return next;
    }

    private Optional<T> next() {
      while (demand.get() == 0) {
        scope.throwIfCancelled();
        LockSupport.park(this);
        Thread.interrupted(); // left behind by the subscriber: nobody else knows this thread
      }
      scope.throwIfCancelled();
      Thread.interrupted();
      return Optional.ofNullable(channel.takeOrWait(null));
    }
  }
}
