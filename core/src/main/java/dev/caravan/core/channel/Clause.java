package dev.caravan.core.channel;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a {@link Channel#select} may do, with what to do after it. Made by {@link
 * Channel#receiving}, {@link Channel#sending}, {@link #after} and {@link #otherwise}; immutable, to
 * be used any number of times.
 *
 * @param <R> the type of the result
 */
public abstract sealed class Clause<R extends @Nullable Object> {
  /** What became of a clause that cannot be done now; anything else is for {@link #finish}. */
  static final Object WAITS = new Object();

  private final Latch latch;
  private final int hint;

  private Clause(Latch latch, int hint) {
    this.latch = latch;
    this.hint = hint;
  }

  /** Whether it is worth trying; may be wrong while others are at work. */
  final boolean seemsReady() {
    return latch.mayBe(hint);
  }

  /** Does it if it can be done now. */
  Object tryNow() {
    return WAITS;
  }

  /** Runs the user's function, given what became of the clause. */
  abstract R finish(Object token);

  /**
   * A clause for a select that does not wait: chosen if no other can be done now. Of several, the
   * last counts.
   *
   * @param f gives the result
   * @param <R> the type of the result
   * @return the clause
   */
  public static <R extends @Nullable Object> Clause<R> otherwise(Supplier<? extends R> f) {
    return new Otherwise<>(Objects.requireNonNull(f, "the supplier is null"));
  }

  /**
   * A clause for a select that waits for a limited time: chosen if no other could be done until
   * then. Of several, the shortest counts.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @param f gives the result
   * @param <R> the type of the result
   * @return the clause
   */
  public static <R extends @Nullable Object> Clause<R> after(
      Duration limit, Supplier<? extends R> f) {
    return new After<>(
        Objects.requireNonNull(limit, "the limit is null"),
        Objects.requireNonNull(f, "the supplier is null"));
  }

  static final class Otherwise<R extends @Nullable Object> extends Clause<R> {
    private final Supplier<? extends R> f;

    Otherwise(Supplier<? extends R> f) {
      super(Latch.NOTHING, 0);
      this.f = f;
    }

    @Override
    R finish(Object token) {
      return f.get();
    }
  }

  static final class After<R extends @Nullable Object> extends Clause<R> {
    final Duration limit;
    private final Supplier<? extends R> f;

    After(Duration limit, Supplier<? extends R> f) {
      super(Latch.NOTHING, 0);
      this.limit = limit;
      this.f = f;
    }

    @Override
    R finish(Object token) {
      return f.get();
    }
  }

  /** A send or a receive. */
  abstract static sealed class OnChannel<T, R extends @Nullable Object> extends Clause<R> {
    final Channel<T> channel;

    OnChannel(Channel<T> channel, int hint) {
      super(channel, hint);
      this.channel = channel;
    }

    /** Does it if it can be done now. Under the lock of the channel. */
    abstract Object tryUnderLock();

    /** Queues it. Under the lock of the channel. */
    abstract Waiting<T> queue(Selection selection);

    /** What became of it when it was served while it waited. */
    abstract Object tokenOf(Waiting<T> served);

    @Override
    final Object tryNow() {
      channel.lock();
      try {
        return tryUnderLock();
      } finally {
        channel.unlock();
      }
    }
  }

  static final class Receiving<T, R extends @Nullable Object> extends OnChannel<T, R> {
    private final Function<? super T, ? extends R> f;
    private final @Nullable Supplier<? extends R> whenClosed;

    Receiving(
        Channel<T> channel,
        Function<? super T, ? extends R> f,
        @Nullable Supplier<? extends R> whenClosed) {
      super(channel, Latch.RECEIVABLE);
      this.f = f;
      this.whenClosed = whenClosed;
    }

    @Override
    Object tryUnderLock() {
      T item = channel.take();
      if (item != null) {
        return item;
      }
      ChannelEnd end = channel.end();
      return end == null ? WAITS : end;
    }

    @Override
    Waiting<T> queue(Selection selection) {
      return channel.queue(null, selection);
    }

    @Override
    Object tokenOf(Waiting<T> served) {
      return Objects.requireNonNull(served.end == null ? served.item : served.end);
    }

    @Override
    @SuppressWarnings("unchecked") // a token that is no end is an item
    R finish(Object token) {
      if (token instanceof ChannelEnd end) {
        if (end.isClosed() && whenClosed != null) {
          return whenClosed.get();
        }
        throw end.asException(channel);
      }
      return f.apply((T) token);
    }
  }

  static final class Sending<T, R extends @Nullable Object> extends OnChannel<T, R> {
    private static final Object SENT = new Object();

    private final T item;
    private final Supplier<? extends R> whenSent;

    Sending(Channel<T> channel, T item, Supplier<? extends R> whenSent) {
      super(channel, Latch.SENDABLE);
      this.item = item;
      this.whenSent = whenSent;
    }

    @Override
    Object tryUnderLock() {
      ChannelEnd end = channel.end();
      if (end != null) {
        return end;
      }
      return channel.give(item) ? SENT : WAITS;
    }

    @Override
    Waiting<T> queue(Selection selection) {
      return channel.queue(item, selection);
    }

    @Override
    Object tokenOf(Waiting<T> served) {
      return served.end == null ? SENT : served.end;
    }

    @Override
    R finish(Object token) {
      if (token instanceof ChannelEnd end) {
        throw end.asException(channel);
      }
      return whenSent.get();
    }
  }
}
