package dev.caravan.effects.fiber;

import dev.caravan.core.channel.Channel;
import dev.caravan.core.kernel.CancelScope;
import dev.caravan.core.kernel.Identity;
import dev.caravan.core.kernel.Suspends;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A queue of limited length between fibers: who adds waits while it is full, who takes waits while
 * it is empty. Items come out in the order in which they went in, and those who wait at either end
 * are served in the order in which they came. With capacity 0 the two meet: who adds goes on after
 * somebody has taken. May be used from any thread, domain or pool.
 *
 * <p>An add that is cancelled has not added, a take that is cancelled has not taken: one atomic
 * step decides which came first, the cancellation or the partner. An add or take that need not wait
 * looks at neither scope nor interrupt. What was done before an add happens before what is done
 * after the take of that item.
 *
 * <p>Source of the concept: eio's {@code Stream}. It stands on {@link Channel}, which also can be
 * closed, and selected from.
 *
 * @param <T> the type of the items, which are never null
 */
public final class Stream<T> {
  private final Channel<T> items;
  private final int capacity;
  private final @Nullable Object kept; // for the name

  private Stream(int capacity, @Nullable String label) {
    this.capacity = capacity;
    this.kept = Identity.kept(label);
    this.items =
        switch (capacity) {
          case 0 -> Channel.rendezvous(this);
          case Integer.MAX_VALUE -> Channel.unbounded(this);
          default -> Channel.bounded(capacity, this);
        };
  }

  /**
   * Makes an empty stream.
   *
   * @param capacity how many items it holds; 0 for none, so that an add waits for its take; {@link
   *     Integer#MAX_VALUE} for any number
   * @param <T> the type of the items
   * @return the stream
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Stream<T> create(int capacity) {
    return new Stream<>(requireCapacity(capacity), null);
  }

  /**
   * Makes an empty stream with a name for messages and dumps.
   *
   * @param capacity how many items it holds, as for {@link #create(int)}
   * @param label the name
   * @param <T> the type of the items
   * @return the stream
   * @throws IllegalArgumentException if the capacity is negative
   */
  public static <T> Stream<T> create(int capacity, String label) {
    Objects.requireNonNull(label, "the label of a stream is null");
    return new Stream<>(requireCapacity(capacity), label);
  }

  private static int requireCapacity(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "the capacity of a stream is " + capacity + ", but must be 0 or more");
    }
    return capacity;
  }

  /**
   * Makes an empty stream that holds any number of items: an add never waits. Its memory grows with
   * what nobody takes.
   *
   * @param <T> the type of the items
   * @return the stream
   */
  public static <T> Stream<T> unbounded() {
    return create(Integer.MAX_VALUE);
  }

  /**
   * Adds an item at the end. Suspends while the stream is full, or with capacity 0 until somebody
   * takes the item. Those who wait for an item are given it, and resume later.
   *
   * @param item the item
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited,
   *     or, with capacity 0, before; the item is not added
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the item is not added
   */
  @Suspends
  public void add(T item) {
    checkRendezvous();
    items.send(item);
  }

  /**
   * Adds an item as {@link #add(Object)}, waiting for a limited time.
   *
   * @param item the item
   * @param limit how long to wait at most; zero or less does not wait
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first; the item is not added
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited,
   *     or, with capacity 0, before; the item is not added
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; the item is not added
   */
  @Suspends
  public void add(T item, Duration limit) {
    checkRendezvous();
    items.send(item, limit);
  }

  /**
   * Adds an item if there is room for it, or somebody who waits to take it. Never suspends.
   *
   * @param item the item
   * @return whether it was added
   */
  public boolean tryAdd(T item) {
    return items.trySend(item);
  }

  /**
   * Takes the first item. Suspends while there is none. Who waits to add is let in, and resumes
   * later.
   *
   * @return the item
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited,
   *     or, with capacity 0, before; nothing is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; nothing is taken
   */
  @Suspends
  public T take() {
    checkRendezvous();
    return items.receive();
  }

  /**
   * Takes the first item as {@link #take()}, waiting for a limited time.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @return the item
   * @throws dev.caravan.core.kernel.TimedOut if the limit ran out first; nothing is taken
   * @throws dev.caravan.core.kernel.Cancelled if the caller's scope was cancelled while it waited,
   *     or, with capacity 0, before; nothing is taken
   * @throws dev.caravan.core.kernel.Interrupted if the caller's thread was interrupted while it
   *     waited; nothing is taken
   */
  @Suspends
  public T take(Duration limit) {
    checkRendezvous();
    return items.receive(limit);
  }

  /** To meet somebody is to wait, also if the other is there already. */
  private void checkRendezvous() {
    if (capacity == 0) {
      CancelScope.check();
    }
  }

  /**
   * Takes the first item if there is one: one that the stream holds, or that of somebody who waits
   * to add. Never suspends.
   *
   * @return the item; empty if there is none now
   */
  public Optional<T> tryTake() {
    return items.tryReceive();
  }

  /**
   * How many items the stream holds, without those of callers that wait to add: with capacity 0
   * always none.
   *
   * @return the number at some moment
   */
  public int size() {
    return items.size();
  }

  /**
   * Whether the stream holds no item.
   *
   * @return true if it held none at some moment
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * How many items the stream can hold.
   *
   * @return what it was made with
   */
  public int capacity() {
    return capacity;
  }

  /** Names the stream in messages and dumps: by its label, or else by a number. */
  @Override
  public String toString() {
    return Identity.of(this, "stream", kept);
  }
}
