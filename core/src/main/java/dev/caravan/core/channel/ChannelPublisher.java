package dev.caravan.core.channel;

import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Cancelled;
import dev.caravan.core.kernel.Interrupted;
import java.util.Iterator;
import java.util.Objects;
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
      if (n <= 0) {
        badRequest =
            new IllegalArgumentException(
                "a subscriber to " + channel + " requested " + n + " items; it must be at least 1");
        cancel();
      } else {
        demand.accumulateAndGet(
            n, (had, more) -> had > Long.MAX_VALUE - more ? Long.MAX_VALUE : had + more);
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void cancel() {
      scope.cancel(null);
      LockSupport.unpark(thread);
    }

    private void run() {
      try {
        scope.run(this::feed);
      } catch (Cancelled byTheSubscriber) {
        IllegalArgumentException bad = badRequest;
        if (bad != null) {
          subscriber.onError(bad);
        }
      } catch (ChannelFailed | Interrupted failure) {
        subscriber.onError(failure);
      }
    }

    private void feed() {
      Iterator<T> items = channel.iterator();
      while (true) {
        awaitDemand();
        if (!items.hasNext()) {
          subscriber.onComplete();
          return;
        }
        subscriber.onNext(items.next());
        demand.updateAndGet(had -> had == Long.MAX_VALUE ? had : had - 1);
      }
    }

    private void awaitDemand() {
      while (demand.get() == 0) {
        scope.throwIfCancelled();
        LockSupport.park(this);
      }
      scope.throwIfCancelled();
    }
  }
}
