package dev.caravan.core.channel;

import dev.caravan.core.kernel.CreationSites;
import dev.caravan.core.kernel.Suspends;
import dev.caravan.core.kernel.TimedOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue between tasks that waits at both ends: a sender for room, a receiver for an item. Items
 * are received in the order in which they were sent; each is received once. Waiting suspends the
 * task, not its worker; virtual and platform threads are parked.
 *
 * <p>Those who wait are served in the order in which they came, one for each item. A sender that
 * gives up (cancelled, interrupted, out of time) has not sent, a receiver that gives up has taken
 * nothing: which comes first, giving up or being served, is decided by one atomic step. A send or
 * receive that need not wait looks at neither scope nor interrupt. What a sender did before a send
 * happens before what the receiver of that item does next; in a rendezvous the other way round too.
 *
 * <p>A channel is <em>closed</em> by whoever knows that nothing more comes: what was sent can still
 * be received, and then receivers get {@link ChannelClosed}, or their loop ends. It is
 * <em>failed</em> when it is of no more use: everybody gets {@link ChannelFailed} at once.
 *
 * <p>{@link #select} waits for the first of several sends and receives. Sources of the concept:
 * Moonpool's {@code Chan}, domainslib's {@code Chan} and eio's {@code Stream}; closing and select
 * after Go and Concurrent ML.
 *
 * {@snippet file="dev/caravan/core/SnippetsTest.java" region="channel"}
 *
 * @param <T> the type of the items, which are never null
 */
public final class Channel<T> extends Exchange<T> implements Iterable<T>, AutoCloseable {
  /*
   * What names the channel: an object of the caller's, or where it was created if that is captured.
   */
  private final @Nullable Object name;

  private Channel(int capacity, @Nullable Object name) {
    super(capacity);
    this.name = name;
  }

  /**
   * A channel without a buffer: a send waits until a receiver has taken the item.
   *
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> rendezvous() {
    return new Channel<>(0, CreationSites.here());
  }

  /**
   * A channel without a buffer, with a name for messages and dumps; see {@link #rendezvous()}.
   *
   * @param name what is shown for the channel, by its {@code toString}
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> rendezvous(Object name) {
    return new Channel<>(0, requireName(name));
  }

  /**
   * A channel that holds some items: a send waits while it is full.
   *
   * @param capacity how many items, at least 1
   * @param <T> the type of the items
   * @return the channel
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static <T> Channel<T> bounded(int capacity) {
    return new Channel<>(requireRoom(capacity), CreationSites.here());
  }

  /**
   * A channel that holds some items, with a name for messages and dumps; see {@link #bounded(int)}.
   *
   * @param capacity how many items, at least 1
   * @param name what is shown for the channel, by its {@code toString}
   * @param <T> the type of the items
   * @return the channel
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static <T> Channel<T> bounded(int capacity, Object name) {
    return new Channel<>(requireRoom(capacity), requireName(name));
  }

  private static int requireRoom(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "the capacity of a bounded channel is "
              + capacity
              + ", but must be at least 1; for none call Channel.rendezvous()");
    }
    return capacity;
  }

  private static Object requireName(Object name) {
    return Objects.requireNonNull(name, "the name of a channel is null");
  }

  /**
   * A channel that holds any number of items: a send never waits. Its memory grows with what its
   * receivers leave in it, and is kept.
   *
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> unbounded() {
    return new Channel<>(Integer.MAX_VALUE, CreationSites.here());
  }

  /**
   * A channel that holds any number of items, with a name for messages and dumps; see {@link
   * #unbounded()}.
   *
   * @param name what is shown for the channel, by its {@code toString}
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> unbounded(Object name) {
    return new Channel<>(Integer.MAX_VALUE, requireName(name));
  }

  // ---- sending

  /**
   * Sends an item, waiting for room, or in a rendezvous for a receiver.
   *
   * @param item what to send
   * @throws NullPointerException if the item is null
   * @throws ChannelClosed if the channel is closed, before or while waiting; the item is not sent
   * @throws ChannelFailed if the channel has failed, before or while waiting; the item is not sent
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the item is not sent
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the item is not sent
   */
  @Suspends
  public void send(T item) {
    Waiting<T> mine = sendOrQueue(item);
    if (mine != null) {
      await(mine, null);
    }
  }

  /**
   * Sends an item as {@link #send(Object)}, waiting for a limited time.
   *
   * @param item what to send
   * @param limit how long to wait at most; zero or less does not wait
   * @throws TimedOut if the limit ran out first; the item is not sent
   * @throws NullPointerException if the item is null
   * @throws ChannelClosed if the channel is closed; the item is not sent
   * @throws ChannelFailed if the channel has failed; the item is not sent
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     the item is not sent
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the item is not sent
   */
  @Suspends
  public void send(T item, Duration limit) {
    Objects.requireNonNull(limit, "the limit of a send is null");
    Waiting<T> mine = sendOrQueue(item);
    if (mine != null) {
      await(mine, limit);
    }
  }

  /**
   * Sends an item if that needs no waiting.
   *
   * @param item what to send
   * @return whether it was sent
   * @throws NullPointerException if the item is null
   * @throws ChannelClosed if the channel is closed
   * @throws ChannelFailed if the channel has failed
   */
  public boolean trySend(T item) {
    requireItem(item);
    if (!mayBe(SENDABLE)) {
      return false;
    }
    lock();
    try {
      refuseIfEnded();
      return give(item);
    } finally {
      unlock();
    }
  }

  private @Nullable Waiting<T> sendOrQueue(T item) {
    requireItem(item);
    lock();
    try {
      refuseIfEnded();
      return give(item) ? null : queue(item, null);
    } finally {
      unlock();
    }
  }

  private void requireItem(T item) {
    if (item == null) {
      throw new NullPointerException("an item sent into " + this + " is null");
    }
  }

  private void refuseIfEnded() {
    ChannelEnd end = end();
    if (end != null) {
      throw end.asException(this);
    }
  }

  // ---- receiving

  /**
   * Receives the next item, waiting for one.
   *
   * @return the item
   * @throws ChannelClosed if the channel is closed and drained, before or while waiting
   * @throws ChannelFailed if the channel has failed, before or while waiting
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     no item is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; no item is taken
   */
  @Suspends
  public T receive() {
    return orThrow(takeOrWait(null));
  }

  /**
   * Receives the next item as {@link #receive()}, waiting for a limited time.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @return the item
   * @throws TimedOut if the limit ran out first; no item is taken
   * @throws ChannelClosed if the channel is closed and drained
   * @throws ChannelFailed if the channel has failed
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     no item is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; no item is taken
   */
  @Suspends
  public T receive(Duration limit) {
    return orThrow(takeOrWait(Objects.requireNonNull(limit, "the limit of a receive is null")));
  }

  /**
   * Receives the next item, or learns that there will be none, waiting for either.
   *
   * @return the item; empty if the channel is closed and drained, before or while waiting
   * @throws ChannelFailed if the channel has failed, before or while waiting
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     no item is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; no item is taken
   */
  @Suspends
  public Optional<T> receiveOrClosed() {
    return Optional.ofNullable(takeOrWait(null));
  }

  /**
   * Receives the next item as {@link #receiveOrClosed()}, waiting for a limited time.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @return the item; empty if the channel is closed and drained
   * @throws TimedOut if the limit ran out first; no item is taken
   * @throws ChannelFailed if the channel has failed
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     no item is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; no item is taken
   */
  @Suspends
  public Optional<T> receiveOrClosed(Duration limit) {
    return Optional.ofNullable(
        takeOrWait(Objects.requireNonNull(limit, "the limit of a receive is null")));
  }

  /**
   * Receives the next item if there is one. On an empty channel this is one read.
   *
   * @return the item; empty if there is none now
   * @throws ChannelClosed if the channel is closed and drained
   * @throws ChannelFailed if the channel has failed
   */
  public Optional<T> tryReceive() {
    if (!mayBe(RECEIVABLE)) {
      return Optional.empty();
    }
    lock();
    try {
      T item = take();
      if (item == null) {
        refuseIfEnded();
      }
      return Optional.ofNullable(item);
    } finally {
      unlock();
    }
  }

  /** The next item, or null if the channel is closed and drained. */
  @Nullable T takeOrWait(@Nullable Duration limit) {
    T item;
    Waiting<T> mine = null;
    lock();
    try {
      item = take();
      if (item == null) {
        ChannelEnd end = end();
        if (end != null) {
          return nullIfClosed(end);
        }
        mine = queue(null, null);
      }
    } finally {
      unlock();
    }
    if (mine == null) {
      return item;
    }
    awaitServed(mine, limit);
    return mine.end == null ? mine.item : nullIfClosed(mine.end);
  }

  private @Nullable T nullIfClosed(ChannelEnd end) {
    if (!end.isClosed()) {
      throw end.asException(this);
    }
    return null;
  }

  private T orThrow(@Nullable T item) {
    if (item == null) {
      throw ChannelEnd.CLOSED.asException(this);
    }
    return item;
  }

  /**
   * The items to come, for a loop: it waits for each, and ends when the channel is closed and
   * drained. Several iterators share the items; an iterator is for one thread, and its {@code
   * hasNext} takes the item that {@code next} gives.
   *
   * @return an iterator whose methods wait and throw as {@link #receive()} does
   */
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable T next;
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (next == null && !ended) {
          next = takeOrWait(null);
          ended = next == null;
        }
        return next != null;
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException(Channel.this + " is closed and drained");
        }
        T taken = Objects.requireNonNull(next);
        next = null;
        return taken;
      }
    };
  }

  /**
   * A view of the channel for reactive code. Each subscriber receives on a virtual thread of its
   * own, as many items as it requests, and completes when the channel is closed and drained; an
   * item goes to one subscriber. A subscriber that cancels takes nothing more.
   *
   * @return the publisher
   */
  public Flow.Publisher<T> asPublisher() {
    return new ChannelPublisher<>(this);
  }

  // ---- ending

  /**
   * Closes the channel: nothing more can be sent, what was sent can be received. Senders that wait
   * get {@link ChannelClosed}, and have not sent. Receivers that wait get it too: there is nothing
   * left for them. Does nothing if the channel is closed or has failed.
   */
  @Override
  public void close() {
    List<Waiting<T>> waiting;
    lock();
    try {
      if (end() != null) {
        return;
      }
      waiting = end(ChannelEnd.CLOSED);
    } finally {
      unlock();
    }
    waiting.forEach(Waiting::wake);
  }

  /**
   * Fails the channel: everybody who waits, sends or receives gets {@link ChannelFailed} at once. A
   * closed channel that is not drained can be failed. Does nothing if it has failed before.
   *
   * @param cause why
   * @return the items that were sent and now will not be received, oldest first
   */
  public List<T> fail(Throwable cause) {
    Objects.requireNonNull(cause, "the cause of a failed channel is null");
    List<Waiting<T>> waiting;
    Ring<T> undelivered;
    lock();
    try {
      ChannelEnd end = end();
      if (end != null && !end.isClosed()) {
        return List.of();
      }
      undelivered = empty();
      waiting = end(new ChannelEnd(cause));
    } finally {
      unlock();
    }
    waiting.forEach(Waiting::wake);
    List<T> left = new ArrayList<>(undelivered.size());
    while (undelivered.size() > 0) {
      left.add(undelivered.take());
    }
    return left;
  }

  /**
   * Whether the channel was closed or has failed. There may still be items to receive.
   *
   * @return true once it was
   */
  public boolean isClosed() {
    lock();
    try {
      return end() != null;
    } finally {
      unlock();
    }
  }

  /**
   * How many items the channel holds: those that a receiver could have at once, without those of
   * senders that wait.
   *
   * @return the number at some moment
   */
  public int size() {
    lock();
    try {
      return held();
    } finally {
      unlock();
    }
  }

  // ---- select

  /**
   * Waits until one of several sends and receives can be done, and does that one: {@link
   * #receiving}, {@link #sending}, {@link Clause#after} for a limit and {@link Clause#otherwise}
   * for not waiting at all. If several can be done at once it begins looking at a random one, so
   * none is passed over for ever. The others have no effect.
   *
   * @param clauses what to wait for, at least one, none null; they can be used again
   * @param <R> the type of the result
   * @return the result of the function of the clause that was done, which runs on the caller after
   *     the fact: what it throws is thrown here, the item stays received or sent
   * @throws ChannelClosed if a channel of a clause is closed (and drained, to receive), unless the
   *     clause says what then
   * @throws ChannelFailed if a channel of a clause has failed
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited;
   *     nothing was sent or received
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; nothing was sent or received
   */
  @SafeVarargs
  @Suspends
  @SuppressWarnings("varargs") // only read
  public static <R extends @Nullable Object> R select(Clause<? extends R>... clauses) {
    return Select.of(clauses);
  }

  /**
   * A clause that receives an item, which is the result.
   *
   * @return the clause
   */
  public Clause<T> receiving() {
    return receiving(item -> item);
  }

  /**
   * A clause that receives an item.
   *
   * @param f applied to the item
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<R> receiving(Function<? super T, ? extends R> f) {
    return new Clause.Receiving<>(this, Objects.requireNonNull(f, "the function is null"), null);
  }

  /**
   * A clause that receives an item, or sees that none will come.
   *
   * @param f applied to the item
   * @param whenClosed gives the result if the channel is closed and drained
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<R> receiving(
      Function<? super T, ? extends R> f, Supplier<? extends R> whenClosed) {
    return new Clause.Receiving<>(
        this,
        Objects.requireNonNull(f, "the function is null"),
        Objects.requireNonNull(whenClosed, "the supplier is null"));
  }

  /**
   * A clause that sends an item, and has no result.
   *
   * @param item what to send
   * @param <R> the type of the result, which is null
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<@Nullable R> sending(T item) {
    return sending(item, () -> null);
  }

  /**
   * A clause that sends an item.
   *
   * @param item what to send
   * @param whenSent gives the result
   * @param <R> the type of its result
   * @return the clause
   */
  public <R extends @Nullable Object> Clause<R> sending(T item, Supplier<? extends R> whenSent) {
    requireItem(item);
    return new Clause.Sending<>(
        this, item, Objects.requireNonNull(whenSent, "the supplier is null"));
  }

  // ---- waiting

  private void await(Waiting<T> mine, @Nullable Duration limit) {
    awaitServed(mine, limit);
    if (mine.end != null) {
      throw mine.end.asException(this);
    }
  }

  private void awaitServed(Waiting<T> mine, @Nullable Duration limit) {
    boolean served = false;
    try {
      if (limit == null) {
        mine.trigger().await();
        served = true;
      } else {
        served = mine.trigger().await(limit);
      }
    } finally {
      if (!served) {
        mine.giveUp();
      }
    }
    if (!served) {
      throw new TimedOut(mine.toString(), Objects.requireNonNull(limit));
    }
  }

  /** What was given as the name; or the kind, a number, and the place of creation if captured. */
  @Override
  public String toString() {
    if (name != null && !(name instanceof StackTraceElement)) {
      return name.toString();
    }
    String kind =
        switch (capacity()) {
          case 0 -> "rendezvous channel";
          case Integer.MAX_VALUE -> "unbounded channel";
          default -> "channel of " + capacity();
        };
    return kind + " " + id + (name == null ? "" : " created at " + name);
  }
}
